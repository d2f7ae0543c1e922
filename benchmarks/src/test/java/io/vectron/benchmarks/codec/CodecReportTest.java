package io.vectron.benchmarks.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.vectron.benchmarks.Main;
import io.vectron.benchmarks.data.SmallData;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CodecReportTest {
    @TempDir
    private Path directory = Path.of("");

    @Test
    void reportTellsTheSizesOfBytesStoredAsFloats() throws IOException {
        StringWriter out = new StringWriter();
        CommandLine bench = Main.commandLine().setOut(new PrintWriter(out));
        int status = bench.execute(
                "codecs",
                "--dataset",
                SmallData.bytes(directory, 120, 16),
                "--block-rows",
                "50",
                "--rows",
                "110",
                "--turn-millis",
                "1");
        assertThat(status).isZero();
        List<String> lines = out.toString().lines().toList();
        assertThat(lines.getFirst()).contains("small_base.bvecs: 110 rows x 16, blocks of 50 rows");
        assertThat(lines).anyMatch(line -> line.startsWith("| plain copy | 64.0 | 1.000 |"));
        // 16 bytes of a row, and the header of 64 bytes for 50 of them
        assertThat(lines).anyMatch(line -> line.startsWith("| float blocks {ALP=2} | 17.3 | 0.270 |"));
    }
}
