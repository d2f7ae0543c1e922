package io.vectron.drift.storage;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.vectron.drift.CorruptDataException;
import io.vectron.drift.Metric;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The parser of the manifest under Jazzer, as {@code LogParserFuzzTest} is for the log: a build runs the kept inputs, {@code
 * ./vectron test-long fuzz} looks for new ones.
 */
class ManifestParserFuzzTest {
    private static final int FIXED_BYTES = 64;
    private static final int MAGIC_AND_VERSION_BYTES = 12;

    /** Little gets past the checksum: this is about files as a whole. */
    @FuzzTest(maxDuration = "60s")
    void anyFileIsReadOrRefused(byte[] file) throws IOException {
        read(file);
    }

    /** Right magic, version and checksum around any fields. */
    @FuzzTest(maxDuration = "60s")
    void anyFieldsAreReadOrRefused(FuzzedDataProvider data) throws IOException {
        int metric = data.consumeInt(0, 4);
        int segments = data.consumeBoolean() ? data.consumeInt(0, 3) : data.consumeInt();
        int figures = data.consumeBoolean() ? data.consumeInt(0, 3) : data.consumeInt();
        byte[] rest = data.consumeRemainingAsBytes();
        ByteBuffer file = ByteBuffer.allocate(Math.max(FIXED_BYTES, MAGIC_AND_VERSION_BYTES + 4 + 8 + rest.length) + 4)
                .order(ByteOrder.LITTLE_ENDIAN);
        file.put(empty(), 0, MAGIC_AND_VERSION_BYTES);
        file.putInt(3).putInt(metric).putInt(segments).put(rest);
        file.putInt(FIXED_BYTES - 4, figures);
        int crcAt = file.capacity() - 4;
        file.putInt(crcAt, Checksums.of(file, 0, crcAt));
        read(file.array());
    }

    private static byte[] empty() {
        return ManifestFormat.encode(Manifest.empty(3, Metric.L2)).array();
    }

    /** What is read says the same as the file; anything else but an error that names the file is thrown. */
    private static void read(byte[] file) throws IOException {
        MemoryStorage storage = MemoryStorage.empty();
        storage.put(FileNames.MANIFEST, file);
        try {
            Manifest manifest = ManifestFormat.read(storage);
            assertThat(ManifestFormat.encode(manifest).array()).isEqualTo(file);
        } catch (CorruptDataException refused) {
            assertThat(refused.getMessage()).contains(FileNames.MANIFEST);
        }
    }

    @Test
    void wholeManifestIsReadAsItWasWritten() throws IOException {
        Manifest written = new Manifest(
                3,
                Metric.DOT,
                5,
                9,
                4,
                8,
                70,
                List.of(1f, 2f),
                List.of(new Manifest.Entry(2, 900, 7, 1, List.of(0, 3)), new Manifest.Entry(3, 800, 0, 2, List.of())));
        MemoryStorage storage = MemoryStorage.empty();
        storage.put(FileNames.MANIFEST, ManifestFormat.encode(written).array());
        assertThat(ManifestFormat.read(storage)).isEqualTo(written);
        read(ManifestFormat.encode(written).array());
    }
}
