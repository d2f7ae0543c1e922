package io.vectron.benchmarks.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vectron.benchmarks.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CodecReportTest {
    @TempDir
    private Path directory = Path.of("");

    private String bytesDataset(int rows, int dimension) throws IOException {
        ByteBuffer file = ByteBuffer.allocate(rows * (4 + dimension)).order(ByteOrder.LITTLE_ENDIAN);
        for (int row = 0; row < rows; row++) {
            file.putInt(dimension);
            for (int d = 0; d < dimension; d++) {
                file.put((byte) (row * 31 + d * 17));
            }
        }
        Files.write(directory.resolve("small_base.bvecs"), file.array());
        return directory.resolve("small").toString();
    }

    @Test
    void reportTellsTheSizesOfBytesStoredAsFloats() throws IOException {
        StringWriter out = new StringWriter();
        CommandLine bench = Main.commandLine().setOut(new PrintWriter(out));
        int status = bench.execute(
                "codecs",
                "--dataset",
                bytesDataset(120, 16),
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

    @Test
    void filesOfFloatsAndOfBytesAreRead() throws IOException {
        VectorFile bytes = VectorFile.read(bytesDataset(5, 3), 2);
        assertThat(bytes.rows()).isEqualTo(2);
        assertThat(bytes.values()).containsExactly(0, 17, 34, 31, 48, 65);
        ByteBuffer file = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
        file.putInt(2).putFloat(1.5f).putFloat(-2).putInt(2).putFloat(3).putFloat(4);
        Files.write(directory.resolve("floats_base.fvecs"), file.array());
        assertThat(VectorFile.read(directory.resolve("floats").toString(), 9).values())
                .containsExactly(1.5f, -2, 3, 4);
    }

    @Test
    void dataThatIsMissingIsNamed() {
        String prefix = directory.resolve("none").toString();
        assertThatThrownBy(() -> VectorFile.read(prefix, 1)).hasMessageContaining("no data set " + prefix);
    }
}
