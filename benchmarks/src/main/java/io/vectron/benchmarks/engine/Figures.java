package io.vectron.benchmarks.engine;

import io.vectron.benchmarks.Median;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.json.JsonMapper;

/** What was measured, by name, in the order of measuring: as lines for people and as one JSON object. */
final class Figures {
    private final PrintWriter out;
    private final Map<String, double[]> values = new LinkedHashMap<>();

    Figures(PrintWriter out) {
        this.out = out;
    }

    /**
     * Notes a figure and prints it.
     *
     * @param name words of lower case joined by underscores, the unit last, as metrics are named
     * @param repeats of the same measurement; the median is what counts
     */
    void add(String name, double... repeats) {
        values.put(name, repeats.clone());
        out.printf(Locale.ROOT, "%-34s %,14.3f", name, median(name));
        if (repeats.length > 1) {
            out.printf(
                    Locale.ROOT,
                    "   (%,.3f to %,.3f in %d)",
                    Arrays.stream(repeats).min().orElseThrow(),
                    Arrays.stream(repeats).max().orElseThrow(),
                    repeats.length);
        }
        out.println();
        out.flush();
    }

    /** See {@link Median}. */
    double median(String name) {
        return Median.of(Objects.requireNonNull(values.get(name), name));
    }

    /** An object of each figure's median and repeats. */
    void write(Path file) {
        Map<String, Object> all = new LinkedHashMap<>();
        values.forEach((name, repeats) -> all.put(name, Map.of("median", median(name), "repeats", repeats)));
        JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValue(file.toFile(), all);
    }
}
