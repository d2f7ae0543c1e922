package io.vectron.benchmarks.ann;

import static org.assertj.core.api.Assertions.assertThat;

import io.vectron.benchmarks.Main;
import io.vectron.benchmarks.data.SmallData;
import io.vectron.benchmarks.data.VectorFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class AnnBenchmarkTest {
    private static final int ROWS = 2_000;
    private static final int QUERIES = 100;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path directory = Path.of("");

    @Test
    void everyContestantHasACurveInTheJsonAndOnThePage() throws IOException {
        Path json = directory.resolve("figures.json");
        Path html = directory.resolve("page.html");
        Path work = Files.createDirectory(directory.resolve("work"));

        int status = bench(
                SmallData.clustered(directory, ROWS, QUERIES, 24),
                "--repeats=2",
                "--targets=.8,.99",
                "--efs=10,60",
                "--threads=1,2",
                "--directory=" + work,
                "--json=" + json,
                "--html=" + html);

        assertThat(status).as(err.toString() + out).isZero();
        JsonNode figures = JsonMapper.shared().readTree(json.toFile());
        List<String> expected = new ArrayList<>(List.of("vectron", "hnswlib", "jvector", "lucene"));
        if (out.toString().contains("without hnswlib")) { // no compiler or no headers here
            expected.remove("hnswlib");
        }
        assertThat(figures.get("contestants").values())
                .extracting(contestant -> contestant.get("name").stringValue())
                .containsExactlyElementsOf(expected);
        figures.get("contestants").forEach(AnnBenchmarkTest::assertMeasured);
        assertOursKeepsItsWord(figures.get("contestants").get(0));
        assertThat(figures.get("ratios").size()).isEqualTo((expected.size() - 1) * 2 * 3);
        assertThat(Files.readString(html))
                .contains("<svg")
                .contains(expected.stream().map(name -> "<title>" + name + ", ").toList())
                .doesNotContain("http");
        assertThat(out.toString()).contains("true neighbours: computed from all rows");
        try (Stream<Path> left = Files.list(work)) {
            assertThat(left).isEmpty();
        }
    }

    private static void assertMeasured(JsonNode contestant) {
        assertThat(contestant.get("build").get("seconds").doubleValue()).isPositive();
        assertThat(contestant.get("curves").size()).isEqualTo(2);
        for (JsonNode curve : contestant.get("curves")) {
            assertThat(curve.get("points").size()).isEqualTo(2);
            assertThat(curve.get("at_recalls").size()).isEqualTo(3);
            for (JsonNode point : curve.get("points")) {
                assertThat(point.get("recall").doubleValue())
                        .as(contestant.get("name").stringValue())
                        .isBetween(.5, 1.);
                assertThat(point.get("queries_per_second_of_passes").size()).isEqualTo(2);
                assertThat(point.get("max_micros").doubleValue())
                        .isGreaterThanOrEqualTo(point.get("p50_micros").doubleValue());
                assertThat(point.get("rows").doubleValue()).isPositive();
            }
        }
    }

    private static void assertOursKeepsItsWord(JsonNode vectron) {
        JsonNode asked = vectron.get("curves").get(0).get("points").get(1);
        assertThat(asked.get("effort").doubleValue()).isEqualTo(.99);
        assertThat(asked.get("recall").doubleValue()).isGreaterThanOrEqualTo(.9);
    }

    @Test
    void whatCannotBeMeasuredIsSaidInOneLine() throws IOException {
        String prefix = SmallData.clustered(directory, 50, 5, 4);

        assertRefused("no data set", directory.resolve("none").toString());
        assertRefused("Invalid value for option '--peers'", prefix, "--peers=oracle");
        assertRefused("--recalls is 1.5", prefix, "--recalls=1.5");
        assertRefused("--threads is many", prefix, "--threads=many");
        assertRefused("--rows is 0", prefix, "--rows=0");
        assertRefused("8 rows have no 10 neighbours", prefix, "--rows=8");
        assertRefused("no file", prefix, "--truth=" + directory.resolve("none.ivecs"));

        Path flat = directory.resolve("flat.fvecs");
        new VectorFile("flat", new float[] {1, 2, 3}, 1, 3).write(flat);
        assertRefused("flat.fvecs has dimension 3, but", prefix, "--queries=" + flat);

        Path truth = directory.resolve("truth.ivecs");
        SmallData.ints(truth, new int[][] {{1}, {2}, {50}, {3}, {4}});
        assertRefused("query 2 has row 50 for a neighbour", prefix, "--truth=" + truth);
        SmallData.ints(truth, new int[][] {{1}});
        assertRefused("has neighbours of 1 queries, expected 5", prefix, "--truth=" + truth);

        Path base = Path.of(prefix + "_base.fvecs");
        Files.write(base, new byte[] {9}, java.nio.file.StandardOpenOption.APPEND);
        assertRefused("clustered_base.fvecs is cut off", prefix);
    }

    private void assertRefused(String message, String prefix, String... options) {
        err.getBuffer().setLength(0);
        assertThat(bench(prefix, options)).as(message).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(err.toString()).contains(message).doesNotContain("\tat ");
    }

    private int bench(String prefix, String... options) {
        List<String> arguments = new ArrayList<>(List.of("ann", "--dataset", prefix));
        arguments.addAll(List.of(options));
        return Main.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments.toArray(String[]::new));
    }
}
