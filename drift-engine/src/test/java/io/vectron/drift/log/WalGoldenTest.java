package io.vectron.drift.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vectron.drift.CorruptDataException;
import io.vectron.drift.storage.MemoryStorage;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Logs written by every released format version open for ever; what is written now is byte for byte the last version. */
class WalGoldenTest {
    private static final List<String> FILES = List.of("wal-0000000001.log", "wal-0000000002.log", "wal-0000000003.log");

    private static byte[] golden(String name) throws IOException {
        try (InputStream in = WalGoldenTest.class.getResourceAsStream("/golden/wal-v1/" + name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        }
    }

    private static MemoryStorage golden() throws IOException {
        MemoryStorage storage = MemoryStorage.empty();
        for (String name : FILES) {
            storage.put(name, golden(name));
        }
        return storage;
    }

    @Test
    void logOfVersion1ReplaysEveryBatch() throws IOException {
        Batches.Seen expected = new Batches.Seen();
        for (long n = 1; n <= WalGolden.BATCHES; n++) {
            expected.accept(10 * n, WalGolden.batch(n));
        }
        Batches.Seen seen = new Batches.Seen();
        try (WriteAheadLog log = WriteAheadLog.in(golden(), WalGolden.DIMENSION)) {
            ReplayReport report = log.replay(5, seen);
            assertThat(report.filesRead()).isEqualTo(3);
            assertThat(report.tornTail()).isNull();
        }
        assertThat(seen.batches).isEqualTo(expected.batches);
    }

    @Test
    void whatIsWrittenNowIsVersion1() throws IOException {
        MemoryStorage storage = MemoryStorage.empty();
        WalGolden.write(storage);
        assertThat(storage.list()).isEqualTo(FILES);
        for (String name : FILES) {
            assertThat(storage.content(name)).as(name).isEqualTo(golden(name));
        }
    }

    @Test
    void laterVersionIsRefusedByName() throws IOException {
        MemoryStorage storage = golden();
        byte[] later = golden("wal-0000000003.log");
        later[8] = 2;
        storage.put("wal-0000000003.log", later);
        try (WriteAheadLog log = WriteAheadLog.in(storage, WalGolden.DIMENSION)) {
            assertThatThrownBy(() -> log.replay(5, (sequence, batch) -> {}))
                    .isInstanceOf(CorruptDataException.class)
                    .hasMessageContaining("wal-0000000003.log: version at offset 8: expected 1, found 2");
        }
    }
}
