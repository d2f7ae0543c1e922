package io.vectron.system;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One metric of Vectron's own as the exposition format shows it.
 *
 * @param type counter, gauge, histogram or summary
 * @param labels names, without those of buckets and quantiles
 * @param roles whose management ports show it
 */
record MetricFamily(String name, String type, Set<String> labels, Set<String> roles, String meaning) {
    private static final Pattern HEADER = Pattern.compile("# (HELP|TYPE) (vectron_\\w+) ?(.*)");
    private static final Pattern SAMPLE = Pattern.compile("(vectron_\\w+)(?:\\{(.*)})? \\S+(?: \\S+)?");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"(?:[^\"\\\\]|\\\\.)*\",?");
    private static final List<String> SUFFIXES = List.of("_bucket", "_count", "_sum");

    /**
     * Adds what one scrape shows.
     *
     * @throws AssertionError for a line that the format does not allow, or a metric without a type and a meaning
     */
    static void read(String role, String scrape, Map<String, MetricFamily> into) {
        Map<String, String> types = new TreeMap<>();
        Map<String, String> meanings = new TreeMap<>();
        Map<String, Set<String>> labels = new TreeMap<>();
        for (String line : scrape.lines().toList()) {
            if (line.startsWith("# HELP vectron_") || line.startsWith("# TYPE vectron_")) {
                Matcher header = matched(HEADER, line);
                (header.group(1).equals("TYPE") ? types : meanings).put(header.group(2), header.group(3));
            } else if (line.startsWith("vectron_")) {
                Matcher sample = matched(SAMPLE, line);
                labels.computeIfAbsent(family(sample.group(1), types), _ -> new TreeSet<>())
                        .addAll(labelNames(sample.group(2)));
            }
        }
        labels.forEach((name, found) -> into.merge(
                name,
                new MetricFamily(
                        name, present(types, name), found, new TreeSet<>(Set.of(role)), present(meanings, name)),
                MetricFamily::with));
    }

    private static Matcher matched(Pattern pattern, String line) {
        Matcher matcher = pattern.matcher(line);
        if (!matcher.matches()) {
            throw new AssertionError("not of the exposition format: " + line);
        }
        return matcher;
    }

    private static String present(Map<String, String> of, String name) {
        String found = of.getOrDefault(name, "");
        if (found.isBlank()) {
            throw new AssertionError(name + " has no type or no description");
        }
        return found;
    }

    private static String family(String sample, Map<String, String> types) {
        for (String suffix : SUFFIXES) {
            String stem = sample.endsWith(suffix) ? sample.substring(0, sample.length() - suffix.length()) : sample;
            if (!stem.equals(sample) && types.containsKey(stem)) {
                return stem;
            }
        }
        return sample;
    }

    private static Set<String> labelNames(@org.jspecify.annotations.Nullable String text) {
        Set<String> names = new TreeSet<>();
        Matcher label = LABEL.matcher(text == null ? "" : text);
        while (label.find()) {
            if (!label.group(1).equals("le") && !label.group(1).equals("quantile")) {
                names.add(label.group(1));
            }
        }
        return names;
    }

    private MetricFamily with(MetricFamily other) {
        Set<String> allLabels = new TreeSet<>(labels);
        allLabels.addAll(other.labels);
        Set<String> allRoles = new TreeSet<>(roles);
        allRoles.addAll(other.roles);
        return new MetricFamily(name, type, allLabels, allRoles, meaning);
    }

    private String unit() {
        for (String unit : List.of("seconds", "bytes")) {
            if (name.contains("_" + unit)) {
                return unit;
            }
        }
        return "";
    }

    /** A row of docs/metrics.md. */
    String row() {
        List<String> cells = new ArrayList<>(
                List.of("`" + name + "`", type, unit(), String.join(", ", labels), String.join(", ", roles), meaning));
        return "| " + String.join(" | ", cells) + " |";
    }
}
