package io.vectron.raft.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a process that writes to the log, again and again, and compares with what that process had noted as acknowledged
 * in a file of its own, synced entry by entry. A killed process proves order and recovery, not the disk's honesty.
 */
class LogCrashTest {
    private static final int KILLS = Integer.getInteger("kills", 20);

    /** What must still be there: the newest of each. */
    private record Promise(long last, long first, long term) {}

    @TempDir
    Path directory;

    @Test
    void acknowledgedEntriesAndVotesSurviveKills() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        Files.createDirectory(temporary());
        long acknowledged = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            Process writer = start(kill);
            awaitProgress(writer, kill);
            Thread.sleep(random.nextInt(120));
            writer.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
            acknowledged = check(readNotes());
        }
        System.out.printf("MEASURED %d kills, %d entries acknowledged, none lost%n", KILLS, acknowledged);
        assertThat(acknowledged).isGreaterThan(100);
        assertThat(temporary()).as("what kills leave of the native code").isEmptyDirectory();
    }

    private Path temporary() {
        return directory.resolve("tmp");
    }

    private Process start(int run) throws IOException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        return new ProcessBuilder(
                        java.toString(),
                        "-Xshare:auto",
                        "-XX:TieredStopAtLevel=1",
                        "-Djava.io.tmpdir=" + temporary(),
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-Dcom.google.protobuf.use_unsafe_pre22_gencode=true",
                        // logback would take long to read its configuration
                        "-Dslf4j.provider=org.slf4j.helpers.NOP_FallbackServiceProvider",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LogWriterMain.class.getName(),
                        directory.toString(),
                        Integer.toString(run))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("out-" + run).toFile())
                .start();
    }

    private void awaitProgress(Process writer, int run) throws Exception {
        Path started = directory.resolve("started-" + run);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!Files.exists(started)) {
            assertThat(writer.isAlive())
                    .as("writer %d: %s", run, Files.readString(directory.resolve("out-" + run)))
                    .isTrue();
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.sleep(5);
        }
    }

    private Map<Long, Promise> readNotes() throws IOException {
        Map<Long, Promise> promises = new TreeMap<>();
        for (long group = 0; group < LogWriterMain.GROUPS; group++) {
            promises.put(group, new Promise(0, 1, 0));
            Path file = directory.resolve("notes-" + group);
            if (!Files.exists(file)) {
                continue;
            }
            ByteBuffer notes = ByteBuffer.wrap(Files.readAllBytes(file));
            while (notes.remaining() >= LogWriterMain.NOTE_BYTES) {
                Promise before = promises.get(group);
                long last = notes.getLong();
                long first = notes.getLong();
                long term = notes.getLong();
                promises.put(
                        group,
                        new Promise(
                                Math.max(before.last, last),
                                Math.max(before.first, first),
                                Math.max(before.term, term)));
            }
        }
        return promises;
    }

    private long check(Map<Long, Promise> promises) throws IOException {
        long total = 0;
        try (SharedRaftLog log = SharedRaftLog.open(directory.resolve("log"), true)) {
            for (Map.Entry<Long, Promise> entry : promises.entrySet()) {
                long group = entry.getKey();
                Promise promise = entry.getValue();
                GroupLog entries = LogFixture.load(log, group);
                assertThat(entries.getLastLogIndex()).isGreaterThanOrEqualTo(promise.last);
                assertThat(entries.getFirstLogIndex()).isGreaterThanOrEqualTo(promise.first);
                for (long index = entries.getFirstLogIndex(); index <= entries.getLastLogIndex(); index++) {
                    assertThat(LogFixture.text(entries, index))
                            .isEqualTo(LogFixture.content(group, index, entries.getTerm(index)));
                }
                GroupMeta meta = LogFixture.loadMeta(log, group);
                assertThat(meta.getTerm()).isGreaterThanOrEqualTo(promise.term);
                if (meta.getTerm() > 0) {
                    assertThat(meta.getVotedFor()).isEqualTo(LogWriterMain.voteIn(meta.getTerm()));
                }
                total += promise.last;
            }
        }
        return total;
    }
}
