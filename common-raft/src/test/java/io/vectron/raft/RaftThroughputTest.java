package io.vectron.raft;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Proposals per second, three hosts in this JVM, synced log; a measurement, not a promise. Run with {@code
 * -Dtest.groups=long -Dtest.excluded.groups=none -Dtest=RaftThroughputTest}.
 */
@Tag("long")
class RaftThroughputTest {
    private static final int BYTES = 1024;
    private static final int SECONDS = 8;

    @TempDir
    Path directory;

    /** Does next to nothing, so that raft is what is measured. */
    private static final class NoMachine implements ReplicatedStateMachine {
        @Override
        public long durableIndex() {
            return 0;
        }

        @Override
        public Object apply(long index, ByteBuffer command) {
            return index;
        }

        @Override
        public SnapshotTask snapshot() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void loadSnapshot(Path from, long lastIncludedIndex) {
            throw new UnsupportedOperationException();
        }
    }

    @Test
    void oneGroup() throws Exception {
        measure(1, 200);
    }

    @Test
    void thirtyGroups() throws Exception {
        measure(30, 32);
    }

    @Test
    void idleGroups() throws Exception {
        try (TestCluster cluster = new TestCluster(directory)
                .tuned(settings -> settings.withElectionTimeout(RaftGroupSettings.ELECTION_TIMEOUT_DEFAULT))
                .hosts(3)) {
            join(cluster, 100);
            Thread.sleep(25_000);
            OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
            long cpu = system.getProcessCpuTime();
            long start = System.nanoTime();
            Thread.sleep(15_000);
            TestCluster.report(
                    "100 groups x 3 idle: %.1f %% of one core",
                    100.0 * (system.getProcessCpuTime() - cpu) / (System.nanoTime() - start));
        }
    }

    private static List<RaftGroup> join(TestCluster cluster, int groups) {
        List<RaftGroup> replicas = new ArrayList<>();
        for (int g = 0; g < groups; g++) {
            for (TestCluster.Place place : cluster.places) {
                replicas.add(
                        place.host.join(cluster.settings(place, "g" + g, g, cluster.addresses()), new NoMachine()));
            }
        }
        TestCluster.await(
                "leaders", () -> replicas.stream().filter(RaftGroup::isLeader).count() >= groups);
        return replicas.stream().filter(RaftGroup::isLeader).toList();
    }

    private void measure(int groups, int window) throws Exception {
        try (TestCluster cluster = new TestCluster(directory)
                .tuned(settings -> settings.withElectionTimeout(Duration.ofSeconds(5)))
                .hosts(3)) {
            List<RaftGroup> leaders = join(cluster, groups);
            load(leaders, window, 2); // warm-up
            Load load = load(leaders, window, SECONDS);
            assertThat(load.reasons).allMatch(reason -> reason.contains("OverloadedException"));
            long[] nanos = load.latencies.stream().mapToLong(Long::longValue).toArray();
            Arrays.sort(nanos);
            TestCluster.report(
                    "%d groups x 3, 1 KiB, window %d, synced: %.0f proposals/s (%d refused), p50 %.1f ms, p99 %.1f ms",
                    groups,
                    window,
                    load.done.sum() / (double) SECONDS,
                    load.failed.sum(),
                    nanos[nanos.length / 2] / 1e6,
                    nanos[(int) (nanos.length * 0.99)] / 1e6);
        }
    }

    private record Load(
            LongAdder done,
            LongAdder failed,
            ConcurrentLinkedQueue<Long> latencies,
            ConcurrentLinkedQueue<String> reasons) {}

    private static Load load(List<RaftGroup> leaders, int window, int seconds) throws Exception {
        Load load = new Load(
                new LongAdder(), new LongAdder(), new ConcurrentLinkedQueue<>(), new ConcurrentLinkedQueue<>());
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        List<Thread> writers = new ArrayList<>();
        for (RaftGroup leader : leaders) {
            writers.add(Thread.ofVirtual().start(() -> write(leader, window, end, load)));
        }
        for (Thread writer : writers) {
            writer.join();
        }
        return load;
    }

    private static void write(RaftGroup leader, int window, long end, Load load) {
        Semaphore free = new Semaphore(window);
        while (System.nanoTime() < end) {
            free.acquireUninterruptibly();
            long start = System.nanoTime();
            var _ = leader.propose(new byte[BYTES]).whenComplete((_, e) -> {
                load.latencies.add(System.nanoTime() - start);
                if (e == null) {
                    load.done.increment();
                } else {
                    load.failed.increment();
                    load.reasons.add(e.toString());
                }
                free.release();
            });
        }
        free.acquireUninterruptibly(window);
    }
}
