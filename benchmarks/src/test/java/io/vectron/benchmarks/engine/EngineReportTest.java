package io.vectron.benchmarks.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.vectron.benchmarks.Main;
import io.vectron.benchmarks.data.SmallData;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class EngineReportTest {
    @TempDir
    private Path directory = Path.of("");

    @Test
    void everyFigureIsPrintedAndWritten() throws IOException {
        StringWriter out = new StringWriter();
        CommandLine bench = Main.commandLine().setOut(new PrintWriter(out));
        Path json = directory.resolve("figures.json");
        Path work = Files.createDirectory(directory.resolve("work"));

        int status = bench.execute(
                "engine",
                "--dataset",
                SmallData.bytes(directory, 700, 64),
                "--rows",
                "600",
                "--batch",
                "100",
                "--repeats",
                "2",
                "--peers",
                "NONE",
                "--log-mb",
                "1",
                "--directory",
                work.toString(),
                "--json",
                json.toString());

        assertThat(status).isZero();
        JsonNode figures = JsonMapper.shared().readTree(json.toFile());
        assertThat(figures.propertyNames())
                .contains(
                        "ingest_flushed_rows_per_second",
                        "disk_segments_to_raw_floats_ratio",
                        "open_to_first_answer_seconds",
                        "memtable_bytes_per_row",
                        "log_recovery_seconds")
                .allSatisfy(name -> assertThat(out.toString()).contains(name));
        assertThat(figures.get("log_recovery_seconds").get("repeats").size()).isEqualTo(2);
        assertThat(figures.get("log_megabytes").get("median").doubleValue()).isGreaterThan(1);
        assertThat(figures.get("disk_segments_bytes_per_row").get("median").doubleValue())
                .isGreaterThan(64);
        try (Stream<Path> left = Files.list(work)) {
            assertThat(left).isEmpty();
        }
    }
}
