package io.vectron.worker.hosting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vectron.errors.ErrorCode;
import io.vectron.errors.VectronException;
import io.vectron.proto.internal.v1.Assignment;
import io.vectron.proto.internal.v1.ReplicaFacts;
import io.vectron.proto.internal.v1.ReplicaRole;
import io.vectron.proto.internal.v1.WriteOp;
import io.vectron.raft.RaftException;
import io.vectron.worker.Await;
import io.vectron.worker.Ports;
import io.vectron.worker.TestShards;
import io.vectron.worker.shard.ShardReplica;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three replicas of a shard; the engine of one of them fails while nobody calls it. */
class EngineFailureTest {
    private static final long SHARD = 7;
    private static final int REPLICAS = 3;
    private static final long MEMTABLE_BYTES = 64 << 10;
    /** More than a memtable in one command: the flush that follows is the last thing that happens. */
    private static final int ROWS_OF_A_MEMTABLE = 200;

    private static final String PAYLOAD = "x".repeat(500);

    @TempDir
    Path root;

    private final List<TestHost> hosts = new ArrayList<>();

    @BeforeEach
    void start() {
        List<Integer> ports = new ArrayList<>();
        for (int i = 0; i < REPLICAS; i++) {
            ports.add(Ports.free());
        }
        Assignment assignment = TestShards.assignment(
                SHARD, ports.stream().map(TestHost::raftAddress).toArray(String[]::new));
        for (int i = 0; i < REPLICAS; i++) {
            TestHost host = new TestHost(root.resolve("worker-" + i), ports.get(i), MEMTABLE_BYTES);
            hosts.add(host);
            assertThat(host.shards.reconcile(List.of(assignment))).isTrue();
        }
    }

    @AfterEach
    void stop() {
        hosts.forEach(TestHost::close);
    }

    private static ShardReplica replica(TestHost host) {
        return host.shards.replica(SHARD);
    }

    private Optional<TestHost> leader() {
        return hosts.stream().filter(host -> replica(host).isLeader()).findFirst();
    }

    private TestHost awaitLeader() throws InterruptedException {
        Await.until("a leader", () -> leader().isPresent());
        return leader().orElseThrow();
    }

    /**
     * Writes the same rows again until the leader of the moment answers, as the router's caller does: on a machine that
     * stalls for an election timeout the leader steps down, whatever is tested here.
     */
    private long write(int rows) throws InterruptedException {
        List<WriteOp> ops = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            ops.add(TestShards.upsert(i, PAYLOAD, i, 0, 0, 0));
        }
        AtomicLong acknowledged = new AtomicLong();
        Await.until("an acknowledged write", () -> {
            try {
                acknowledged.set(leader().map(
                                host -> replica(host).write(ops, System.nanoTime() + TimeUnit.SECONDS.toNanos(30)))
                        .orElse(0L));
                return acknowledged.get() > 0;
            } catch (RaftException e) {
                return false;
            }
        });
        return acknowledged.get();
    }

    /** No new file can be made where the engine makes them, as on a disk that is gone. */
    private static void takeAwayTheDisk(TestHost host) throws Exception {
        Path engine = replica(host).directory().root().resolve("engine");
        Files.move(engine, engine.resolveSibling("engine.lost"));
    }

    private static boolean hasFailed(TestHost host) {
        return host.facts(SHARD).getRole() == ReplicaRole.REPLICA_ROLE_FAILED;
    }

    @Test
    void leaderWhoseFlushFailsGivesUpAndAnotherReplicaTakesOver() throws Exception {
        TestHost failing = awaitLeader();
        takeAwayTheDisk(failing);
        long acknowledged = write(ROWS_OF_A_MEMTABLE);

        // nobody calls the failing replica: neither a write nor a heartbeat finds out
        Await.until(
                "another leader", () -> leader().filter(host -> host != failing).isPresent());
        TestHost next = leader().orElseThrow();
        assertThat(replica(next).awaitApplied(acknowledged, System.nanoTime() + TimeUnit.SECONDS.toNanos(30)))
                .isTrue();
        assertThat(write(1)).isGreaterThan(acknowledged);
        assertThat(replica(next).get(TestShards.id(ROWS_OF_A_MEMTABLE - 1).toByteArray()))
                .isPresent();

        Await.until("the failure", () -> hasFailed(failing));
        ReplicaFacts facts = failing.facts(SHARD);
        assertThat(facts.getTerm()).isPositive();
        assertThat(facts.getFailure()).contains("flush failed").contains("films/7/engine");
        assertRefusesCalls(failing);
    }

    @Test
    void followerWhoseFlushFailsSaysSoAndTheOthersGoOn() throws Exception {
        TestHost leader = awaitLeader();
        TestHost failing =
                hosts.stream().filter(host -> host != leader).findFirst().orElseThrow();
        takeAwayTheDisk(failing);
        int heardOf = failing.roleChanges.get();
        write(ROWS_OF_A_MEMTABLE);

        Await.until("a role change to tell of", () -> failing.roleChanges.get() > heardOf);
        Await.until("the failure", () -> hasFailed(failing));
        Await.until("the reason", () -> failing.facts(SHARD).getFailure().contains("flush failed"));
        assertRefusesCalls(failing);
        assertThat(write(1)).isPositive();
        assertThat(hosts.stream().filter(host -> !hasFailed(host))).hasSize(REPLICAS - 1);
    }

    private static void assertRefusesCalls(TestHost host) throws InterruptedException {
        Await.until("the end of calls", () -> {
            try {
                replica(host).check(TestShards.epoch(1));
                return false;
            } catch (VectronException e) {
                return e.code() == ErrorCode.SHARD_FAILED;
            }
        });
        assertThatThrownBy(() -> replica(host).check(TestShards.epoch(1))).hasMessageContaining("flush failed");
    }
}
