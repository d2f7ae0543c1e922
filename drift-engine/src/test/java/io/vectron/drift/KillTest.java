package io.vectron.drift;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that writes into one directory is killed by SIGKILL again and again. The parent, which outlives it, is the oracle:
 * it has read every acknowledgement. After each kill the directory must hold exactly the batches up to some point at or after
 * the last one acknowledged: none lost, none half there, nothing deleted back.
 */
@Tag("property")
class KillTest {
    private static final int KILLS = Integer.getInteger("drift.kills", 100);
    private static final int LIFE_MILLIS_MAX = 400;

    private static final int STARTED_AHEAD = 3;

    @TempDir
    Path home;

    @TempDir
    Path scratch;

    @Test
    void acknowledgedBatchesSurviveEveryKill() throws Exception {
        long seed = Seeds.next("KillTest");
        Random random = new Random(seed);
        Model model = new Model(KilledWriter.SETTINGS);
        long known = -1;
        int replayed = 0;
        Deque<Process> writers = new ArrayDeque<>();
        try (DriftResources resources = DriftResources.create(new DriftResourcesSettings(64 << 20, 2, null))) {
            for (int kill = 1; kill <= KILLS; kill++) {
                // Java starts while those before it write and what they left is checked.
                while (writers.size() < STARTED_AHEAD) {
                    writers.add(start(seed, kill, writers.size()));
                }
                long acknowledged =
                        Math.max(known, writeUntilKilled(writers.remove(), random.nextInt(LIFE_MILLIS_MAX)));
                try (Drift drift = Drift.openWithLog(home, KilledWriter.SETTINGS, resources)) {
                    long last = drift.appliedSequence();
                    assertThat(last).as("last batch after kill %d", kill).isGreaterThanOrEqualTo(acknowledged);
                    for (long n = known + 1; n <= last; n++) {
                        model.apply(n, KilledWriter.batch(seed, n));
                    }
                    known = last;
                    model.checkSame(drift);
                    drift.checkInvariants();
                    replayed += drift.recovery().batchesReplayed() > 0 ? 1 : 0;
                }
            }
        } finally {
            for (Process writer : writers) {
                writer.destroyForcibly().waitFor();
            }
        }
        System.out.printf(
                "KILL %d kills, %d batches, %d recoveries replayed the log, 0 lost%n", KILLS, known + 1, replayed);
        assertThat(known).as("batches written over all lives").isGreaterThan(KILLS);
        assertThat(replayed).as("recoveries that had something to replay").isPositive();
    }

    /** Starts a process that waits to be told to write. */
    private Process start(long seed, int kill, int ahead) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Ddrift.kernels=scalar",
                        // logback would take two thirds of the time to the first write
                        "-Dslf4j.provider=org.slf4j.helpers.NOP_FallbackServiceProvider",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        KilledWriter.class.getName(),
                        home.toString(),
                        scratch.resolve(kill + "-" + ahead).toString(),
                        Long.toString(seed))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Returns the last batch that the process said was durable. */
    private static long writeUntilKilled(Process writer, int millis) throws IOException, InterruptedException {
        writer.getOutputStream().write('\n');
        writer.getOutputStream().flush();
        try (BufferedReader output = writer.inputReader()) {
            long last = number(Objects.requireNonNull(output.readLine(), "the writer ended by itself"));
            long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
            while (System.nanoTime() - end < 0) {
                last = number(Objects.requireNonNull(output.readLine(), "the writer ended by itself"));
            }
            // Not by the process, which would close the pipe too.
            assertThat(writer.toHandle().destroyForcibly()).isTrue();
            // What it had said before it died lies in the pipe.
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                last = line.startsWith(KilledWriter.ACKNOWLEDGED) && isWhole(line)
                        ? Math.max(last, number(line))
                        : last;
            }
            return last;
        } finally {
            writer.destroyForcibly().waitFor();
        }
    }

    /** The last line may be cut off by the kill: a number that lost digits is smaller, never larger. */
    private static boolean isWhole(String line) {
        return line.length() > KilledWriter.ACKNOWLEDGED.length();
    }

    private static long number(String line) {
        assertThat(line).startsWith(KilledWriter.ACKNOWLEDGED);
        return Long.parseLong(line.substring(KilledWriter.ACKNOWLEDGED.length()));
    }
}
