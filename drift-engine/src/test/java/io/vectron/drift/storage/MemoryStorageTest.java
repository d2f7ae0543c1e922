package io.vectron.drift.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vectron.drift.Seeds;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The twin loses what a disk may lose, and nothing else; each kind of loss is seen to happen. */
class MemoryStorageTest {
    private static final int SECTOR = MemoryFile.SECTOR_BYTES;
    private static final int SEEDS = 2_000;

    private final MemoryStorage storage = MemoryStorage.empty();
    private final long seed = Seeds.next("MemoryStorageTest");

    private static ByteBuffer filled(int bytes, int value) {
        byte[] content = new byte[bytes];
        Arrays.fill(content, (byte) value);
        return ByteBuffer.wrap(content);
    }

    private StorageWriter durable(String name, int bytes) throws IOException {
        StorageWriter writer = storage.create(name);
        writer.write(filled(bytes, 1));
        writer.sync();
        storage.sync();
        return writer;
    }

    private List<MemoryStorage> crashes(NameLoss loss) {
        List<MemoryStorage> left = new ArrayList<>();
        for (int i = 0; i < SEEDS; i++) {
            left.add(storage.crash(new SplittableRandom(seed + i), loss));
        }
        return left;
    }

    @ParameterizedTest
    @EnumSource
    void syncedContentUnderASyncedNameSurvives(NameLoss loss) throws IOException {
        try (StorageWriter writer = durable("a", 3 * SECTOR + 7)) {
            writer.write(filled(900, 2));
        }
        for (MemoryStorage left : crashes(loss)) {
            assertThat(Arrays.copyOf(left.content("a"), 3 * SECTOR + 7))
                    .isEqualTo(filled(3 * SECTOR + 7, 1).array());
        }
    }

    @Test
    void unsyncedSectorsSurviveEachByItselfWholeTornOrNot() throws IOException {
        try (StorageWriter writer = durable("a", 10)) {
            writer.write(filled(6 * SECTOR, 2));
        }
        Set<Integer> lengths = new HashSet<>();
        Set<List<Boolean>> patterns = new HashSet<>();
        boolean tornSeen = false;
        boolean garbageSeen = false;
        for (MemoryStorage left : crashes(NameLoss.IN_ORDER)) {
            byte[] content = left.content("a");
            lengths.add(content.length);
            if (content.length == 6 * SECTOR + 10) {
                List<Boolean> pattern = new ArrayList<>();
                for (int s = 1; s < 6; s++) {
                    int twos = count(content, s * SECTOR, 2);
                    int zeros = count(content, s * SECTOR, 0);
                    tornSeen |= twos > 0 && twos < SECTOR && twos + zeros == SECTOR;
                    garbageSeen |= twos + zeros < SECTOR;
                    pattern.add(twos == SECTOR);
                }
                patterns.add(pattern);
            }
        }
        assertThat(lengths).contains(10, 6 * SECTOR + 10).hasSizeGreaterThan(100);
        assertThat(patterns).as("of 32 patterns of five sectors").hasSize(32);
        assertThat(tornSeen).isTrue();
        assertThat(garbageSeen).isTrue();
    }

    private static int count(byte[] content, int sectorAt, int value) {
        int found = 0;
        for (int i = sectorAt; i < sectorAt + SECTOR; i++) {
            found += content[i] == value ? 1 : 0;
        }
        return found;
    }

    @Test
    void overwrittenSectorsAreOldNewOrTorn() throws IOException {
        durable("a", 2 * SECTOR).close();
        try (StorageWriter writer = storage.overwrite("a")) {
            writer.write(filled(2 * SECTOR, 2));
        }
        Set<Integer> seen = new HashSet<>();
        for (MemoryStorage left : crashes(NameLoss.IN_ORDER)) {
            byte[] content = left.content("a");
            assertThat(content.length).isEqualTo(2 * SECTOR);
            int news = count(content, 0, 2);
            assertThat(count(content, 0, 1)).isEqualTo(SECTOR - news);
            seen.add(news);
            for (int i = 0; i < news; i++) {
                assertThat(content[i]).isEqualTo((byte) 2);
            }
        }
        assertThat(seen).contains(0, SECTOR).hasSizeGreaterThan(100);
    }

    @Test
    void unsyncedNamesSurviveAsAPrefixOrEachByItself() throws IOException {
        durable("old", 5).close();
        storage.rename("old", "new");
        storage.create("x").close();
        storage.delete("new");
        Set<List<String>> inOrder = new HashSet<>();
        for (MemoryStorage left : crashes(NameLoss.IN_ORDER)) {
            inOrder.add(left.list());
        }
        assertThat(inOrder)
                .containsExactlyInAnyOrder(List.of("old"), List.of("new"), List.of("new", "x"), List.of("x"));
        Set<List<String>> any = new HashSet<>();
        for (MemoryStorage left : crashes(NameLoss.ANY)) {
            any.add(left.list());
        }
        assertThat(any)
                .containsExactlyInAnyOrder(
                        List.of("old"),
                        List.of("new"),
                        List.of("new", "x"),
                        List.of("x"),
                        List.of("old", "x"),
                        List.of());
    }

    @Test
    void renamedFileWhoseContentWasNotSyncedMayBeEmpty() throws IOException {
        try (StorageWriter writer = storage.create("a.tmp")) {
            writer.write(filled(600, 3));
        }
        storage.rename("a.tmp", "a");
        storage.sync();
        Set<Integer> lengths = new HashSet<>();
        for (MemoryStorage left : crashes(NameLoss.IN_ORDER)) {
            assertThat(left.list()).containsExactly("a");
            lengths.add(left.content("a").length);
        }
        assertThat(lengths).contains(0, 600);
    }

    @Test
    void linksOfOneDirectoryShareWhatTheCutLeaves() throws IOException {
        MemoryStorage other = MemoryStorage.empty("other");
        durable("a", 700).close();
        storage.link("a", other);
        other.sync();
        MemoryStorage left = other.crash(new SplittableRandom(seed), NameLoss.ANY);
        assertThat(left.content("a")).isEqualTo(storage.content("a"));
    }

    @Test
    void failedSyncLeavesInDoubtWhatALaterSyncDoesNotWrite() throws IOException {
        StorageWriter writer = durable("a", SECTOR);
        writer.write(filled(SECTOR, 2));
        storage.faults().failOnce(StorageCall.SYNC, 1);
        assertThatThrownBy(writer::sync).isInstanceOf(IOException.class).hasMessageContaining("Input/output error");
        writer.write(filled(SECTOR, 3));
        writer.sync();
        assertThat(count(storage.content("a"), SECTOR, 2)).isEqualTo(SECTOR);
        Set<Boolean> kept = new HashSet<>();
        for (MemoryStorage left : crashes(NameLoss.IN_ORDER)) {
            assertThat(count(left.content("a"), 2 * SECTOR, 3)).isEqualTo(SECTOR);
            kept.add(count(left.content("a"), SECTOR, 2) == SECTOR);
        }
        assertThat(kept).containsExactlyInAnyOrder(true, false);
        try (StorageWriter again = storage.overwrite("a")) {
            again.write(filled(3 * SECTOR, 4));
            again.sync();
        }
        crashes(NameLoss.IN_ORDER).forEach(left -> assertThat(left.content("a")).containsOnly(4));
    }

    @Test
    void callsFailByNumberAndKindOnceOrForEver() throws IOException {
        storage.faults().failOnce(2);
        storage.create("a").close();
        assertThatThrownBy(() -> storage.create("b")).hasMessageContaining("Input/output error");
        storage.create("b").close();
        storage.faults().failForEver(StorageCall.RENAME, 2);
        storage.rename("a", "c");
        storage.sync();
        assertThatThrownBy(() -> storage.rename("b", "d")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> storage.rename("b", "d")).isInstanceOf(IOException.class);
        storage.faults().clear();
        storage.rename("b", "d");
        assertThat(storage.list()).containsExactly("c", "d");
        assertThat(storage.faults().count(StorageCall.RENAME)).isEqualTo(4);
        assertThat(storage.faults().count()).isEqualTo(9);
        assertThat(storage.faults().trace())
                .containsExactly(
                        "CREATE a",
                        "CREATE b",
                        "CREATE b",
                        "RENAME a c",
                        "DIRECTORY_SYNC ",
                        "RENAME b d",
                        "RENAME b d",
                        "RENAME b d",
                        "LIST ");
    }

    @Test
    void failedWriteHasWrittenAPart() throws IOException {
        try (StorageWriter writer = storage.create("a")) {
            storage.faults().failOnce(StorageCall.WRITE, 1);
            assertThatThrownBy(() -> writer.write(filled(10, 1))).isInstanceOf(IOException.class);
            assertThat(storage.content("a")).hasSize(5);
        }
    }

    @Test
    void fullDiskTakesAPartAndTakesMoreWhenThereIsRoom() throws IOException {
        storage.setCapacity(100);
        durable("a", 70).close();
        try (StorageWriter writer = storage.create("b")) {
            assertThatThrownBy(() -> writer.write(filled(40, 2)))
                    .isInstanceOf(DiskFullException.class)
                    .hasMessageContaining("No space left on device");
            assertThat(writer.position()).as("where the next write begins").isZero();
            assertThat(storage.content("b")).hasSize(30);
            try (StorageWriter over = storage.overwrite("a")) {
                over.write(filled(70, 3));
            }
            storage.delete("a");
            writer.write(filled(40, 2));
        }
        assertThat(storage.usedBytes()).isEqualTo(40);
    }

    @Test
    void cutLeavesTheStorageAsItWas() throws IOException {
        try (StorageWriter writer = storage.create("a")) {
            writer.write(filled(100, 1));
        }
        crashes(NameLoss.ANY);
        assertThat(storage.list()).containsExactly("a");
        assertThat(storage.content("a")).hasSize(100);
    }
}
