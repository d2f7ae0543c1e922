package io.vectron.raft.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.alipay.sofa.jraft.conf.ConfigurationManager;
import com.alipay.sofa.jraft.entity.PeerId;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shared log against what JRaft expects of a log of its own. */
class SharedRaftLogTest {
    @TempDir
    Path directory;

    private SharedRaftLog open() throws IOException {
        return SharedRaftLog.open(directory.resolve("log"), true);
    }

    @Test
    void groupsKeepTheirEntriesApartAndOverAReopen() throws Exception {
        try (SharedRaftLog log = open()) {
            for (long group : new long[] {0, 1, Long.MAX_VALUE}) {
                GroupLog entries = LogFixture.load(log, group);
                assertThat(entries.getFirstLogIndex()).isEqualTo(1);
                assertThat(entries.getLastLogIndex()).isZero();
                assertThat(entries.appendEntries(LogFixture.data(group, 1, 10 + group % 7, 3)))
                        .isEqualTo(10 + group % 7);
            }
        }
        try (SharedRaftLog log = open()) {
            for (long group : new long[] {0, 1, Long.MAX_VALUE}) {
                GroupLog entries = LogFixture.load(log, group);
                assertThat(entries.getLastLogIndex()).isEqualTo(10 + group % 7);
                assertThat(LogFixture.text(entries, 4)).isEqualTo(LogFixture.content(group, 4, 3));
                assertThat(entries.getEntry(11 + group % 7)).isNull();
            }
            assertThat(log.logIds()).containsExactly(0L, 1L, Long.MAX_VALUE);
        }
    }

    @Test
    void prefixTruncationForgetsEntriesAndConfigurations() throws Exception {
        try (SharedRaftLog log = open()) {
            GroupLog entries = LogFixture.load(log, 5);
            entries.appendEntry(LogFixture.configuration(1, 1, "a:1"));
            entries.appendEntries(LogFixture.data(5, 2, 50, 1));
            entries.appendEntry(LogFixture.configuration(51, 2, "a:1", "b:2"));
            assertThat(entries.truncatePrefix(20)).isTrue();
            assertThat(entries.truncatePrefix(10)).isTrue();
            assertThat(entries.getFirstLogIndex()).isEqualTo(20);
            assertThat(entries.getEntry(19)).isNull();
        }
        try (SharedRaftLog log = open()) {
            ConfigurationManager configurations = new ConfigurationManager();
            GroupLog entries = LogFixture.load(log, 5, configurations);
            assertThat(entries.getFirstLogIndex()).isEqualTo(20);
            assertThat(entries.getLastLogIndex()).isEqualTo(51);
            assertThat(configurations.getLastConfiguration().getConf().listPeers())
                    .containsExactly(PeerId.parsePeer("a:1"), PeerId.parsePeer("b:2"));
            assertThat(configurations.get(50).isEmpty()).isTrue();
            entries.truncatePrefix(52);
            assertThat(entries.getLastLogIndex()).isZero();
            entries.appendEntries(LogFixture.data(5, 52, 53, 2));
            assertThat(entries.getLastLogIndex()).isEqualTo(53);
        }
    }

    @Test
    void suffixTruncationMakesRoomForAnotherLeadersEntries() throws Exception {
        try (SharedRaftLog log = open()) {
            GroupLog entries = LogFixture.load(log, 5);
            entries.appendEntries(LogFixture.data(5, 1, 30, 1));
            entries.appendEntry(LogFixture.configuration(31, 1, "a:1"));
            assertThat(entries.truncateSuffix(20)).isTrue();
            assertThat(entries.getLastLogIndex()).isEqualTo(20);
            entries.appendEntries(LogFixture.data(5, 21, 22, 2));
        }
        try (SharedRaftLog log = open()) {
            ConfigurationManager configurations = new ConfigurationManager();
            GroupLog entries = LogFixture.load(log, 5, configurations);
            assertThat(entries.getLastLogIndex()).isEqualTo(22);
            assertThat(entries.getTerm(20)).isEqualTo(1);
            assertThat(entries.getTerm(21)).isEqualTo(2);
            assertThat(configurations.getLastConfiguration().isEmpty()).isTrue();
        }
    }

    @Test
    void resetKeepsOnlyTheEntryItStartsAt() throws Exception {
        try (SharedRaftLog log = open()) {
            GroupLog entries = LogFixture.load(log, 5);
            entries.appendEntries(LogFixture.data(5, 1, 30, 1));
            assertThat(entries.reset(12)).isTrue();
            assertThat(entries.getFirstLogIndex()).isEqualTo(12);
            assertThat(entries.getLastLogIndex()).isEqualTo(12);
            assertThat(LogFixture.text(entries, 12)).isEqualTo(LogFixture.content(5, 12, 1));
            assertThat(entries.reset(100)).isTrue();
            assertThat(entries.getEntry(12)).isNull();
            assertThat(entries.getEntry(100)).isNotNull();
        }
        try (SharedRaftLog log = open()) {
            GroupLog entries = LogFixture.load(log, 5);
            assertThat(entries.getFirstLogIndex()).isEqualTo(100);
            assertThat(entries.getLastLogIndex()).isEqualTo(100);
        }
    }

    @Test
    void randomHistoriesAgreeWithAMap() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        TreeMap<Long, Long> twin = new TreeMap<>(); // index -> term
        long first = 1;
        long term = 1;
        SharedRaftLog log = open();
        GroupLog entries = LogFixture.load(log, 3);
        LogFixture.load(log, 2).appendEntries(LogFixture.data(2, 1, 5, 1));
        LogFixture.load(log, 4).appendEntries(LogFixture.data(4, 1, 5, 1));
        for (int step = 0; step < 400; step++) {
            long last = twin.isEmpty() ? first - 1 : twin.lastKey();
            switch (random.nextInt(8)) {
                case 0 -> {
                    first = Math.max(first, first + random.nextInt((int) (last - first) + 3));
                    entries.truncatePrefix(first);
                    twin.headMap(first).clear();
                }
                case 1 -> {
                    if (!twin.isEmpty()) {
                        long keep = Math.max(first, last - random.nextInt(10));
                        entries.truncateSuffix(keep);
                        twin.tailMap(keep, false).clear();
                        term++;
                    }
                }
                case 2 -> {
                    log.close();
                    log = open();
                    entries = LogFixture.load(log, 3);
                }
                default -> {
                    long to = last + 1 + random.nextInt(30);
                    entries.appendEntries(LogFixture.data(3, last + 1, to, term));
                    for (long index = last + 1; index <= to; index++) {
                        twin.put(index, term);
                    }
                }
            }
            assertThat(entries.getFirstLogIndex()).isEqualTo(first);
            assertThat(entries.getLastLogIndex()).isEqualTo(twin.isEmpty() ? 0 : twin.lastKey());
        }
        for (var expected : twin.entrySet()) {
            assertThat(LogFixture.text(entries, expected.getKey()))
                    .isEqualTo(LogFixture.content(3, expected.getKey(), expected.getValue()));
        }
        assertThat(LogFixture.load(log, 2).getLastLogIndex()).isEqualTo(5);
        assertThat(LogFixture.load(log, 4).getLastLogIndex()).isEqualTo(5);
        log.close();
    }

    @Test
    void voteSurvivesAndDestroyForgetsIt() throws Exception {
        try (SharedRaftLog log = open()) {
            GroupMeta meta = LogFixture.loadMeta(log, 5);
            assertThat(meta.getTerm()).isZero();
            assertThat(meta.setTermAndVotedFor(7, PeerId.parsePeer("b:2"))).isTrue();
            LogFixture.load(log, 5).appendEntries(LogFixture.data(5, 1, 100, 7));
        }
        try (SharedRaftLog log = open()) {
            GroupMeta meta = LogFixture.loadMeta(log, 5);
            assertThat(meta.getTerm()).isEqualTo(7);
            assertThat(meta.getVotedFor()).isEqualTo(PeerId.parsePeer("b:2"));
            log.destroy(5);
            assertThat(LogFixture.loadMeta(log, 5).getTerm()).isZero();
            assertThat(LogFixture.load(log, 5).getLastLogIndex()).isZero();
            assertThat(log.logIds()).isEmpty();
        }
    }

    @Test
    void truncationAndResetKeepTheVote() throws Exception {
        try (SharedRaftLog log = open()) {
            LogFixture.loadMeta(log, 5).setTermAndVotedFor(7, PeerId.parsePeer("b:2"));
            GroupLog entries = LogFixture.load(log, 5);
            entries.appendEntries(LogFixture.data(5, 1, 30, 1));
            entries.truncatePrefix(5);
            entries.truncateSuffix(20);
            assertThat(LogFixture.loadMeta(log, 5).getTerm()).isEqualTo(7);
            assertThat(log.firstIndex(5)).isEqualTo(5);
            entries.reset(40);
            assertThat(LogFixture.loadMeta(log, 5).getVotedFor()).isEqualTo(PeerId.parsePeer("b:2"));
        }
    }

    @Test
    void concurrentGroupsShareCommits() throws Exception {
        try (SharedRaftLog log = open()) {
            List<Thread> writers = new ArrayList<>();
            for (long group = 0; group < 40; group++) {
                long id = group;
                GroupLog entries = LogFixture.load(log, id);
                writers.add(Thread.ofVirtual().start(() -> {
                    for (int i = 1; i <= 50; i++) {
                        entries.appendEntries(LogFixture.data(id, i, i, 1));
                    }
                }));
            }
            for (Thread writer : writers) {
                writer.join();
            }
            for (long group = 0; group < 40; group++) {
                assertThat(LogFixture.load(log, group).getLastLogIndex()).isEqualTo(50);
            }
        }
    }

    @Test
    void closedLogRefusesInsteadOfHanging() throws Exception {
        SharedRaftLog log = open();
        GroupLog entries = LogFixture.load(log, 1);
        log.close();
        assertThat(entries.appendEntries(LogFixture.data(1, 1, 1, 1))).isZero();
    }

    @Test
    void tornTailIsDroppedWithoutLosingWhatCameBefore() throws Exception {
        writeHundred();
        Path wal = walFile();
        try (RandomAccessFile file = new RandomAccessFile(wal.toFile(), "rw")) {
            file.setLength(file.length() - 5);
        }
        try (SharedRaftLog log = open()) {
            assertThat(LogFixture.load(log, 1).getLastLogIndex()).isEqualTo(99);
        }
    }

    @Test
    void damageBeforeTheTailRefusesToStartAndNamesThePlace() throws Exception {
        writeHundred();
        Path wal = walFile();
        try (RandomAccessFile file = new RandomAccessFile(wal.toFile(), "rw")) {
            file.seek(file.length() / 2);
            int b = file.read();
            file.seek(file.length() / 2);
            file.write(b ^ 0x55);
        }
        assertThatThrownBy(this::open)
                .isInstanceOf(IOException.class)
                .hasMessageContaining(directory.resolve("log").resolve("db").toString())
                .hasMessageContaining("rebuild this host's replicas from their peers");
    }

    private void writeHundred() throws IOException {
        try (SharedRaftLog log = open()) {
            GroupLog entries = LogFixture.load(log, 1);
            for (int i = 1; i <= 100; i++) {
                entries.appendEntries(LogFixture.data(1, i, i, 1));
            }
        }
    }

    private Path walFile() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("log/db"))) {
            return files.filter(file -> file.toString().endsWith(".log"))
                    .max(Comparator.comparingLong(file -> file.toFile().length()))
                    .orElseThrow();
        }
    }

    @Test
    void lostDatabaseIsNotReplacedByAnEmptyOne() throws Exception {
        writeHundred();
        Files.delete(directory.resolve("log/db/CURRENT"));
        assertThatThrownBy(this::open)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("has lost its file CURRENT");
    }

    @Test
    void markerOfAnotherFormatIsRefused() throws Exception {
        writeHundred();
        Files.writeString(directory.resolve("log").resolve(LogMarker.FILE), "vectron raft log, format 2\n");
        assertThatThrownBy(this::open)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("format 2")
                .hasMessageContaining(LogMarker.FILE);
    }
}
