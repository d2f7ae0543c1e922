package io.vectron.benchmarks.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VectorFileTest {
    @TempDir
    private Path directory = Path.of("");

    @Test
    void filesOfFloatsAndOfBytesAreRead() throws IOException {
        VectorFile bytes = VectorFile.read(SmallData.bytes(directory, 5, 3), 2);
        assertThat(bytes.rows()).isEqualTo(2);
        assertThat(bytes.values()).containsExactly(0, 17, 34, 31, 48, 65);
        assertThat(bytes.row(1)).containsExactly(31, 48, 65);
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
