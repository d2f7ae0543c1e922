package io.vectron.router.map;

import static org.assertj.core.api.Assertions.assertThat;

import io.vectron.proto.internal.v1.ShardLeader;
import io.vectron.proto.internal.v1.WatchEvent;
import io.vectron.proto.internal.v1.Worker;
import io.vectron.proto.internal.v1.WorkerState;
import org.junit.jupiter.api.Test;

/** Which of several reports about a shard's leader is believed. */
class ShardMapTest {
    private static final long SHARD = 7;
    private static final ShardMap WORKERS = ShardMap.EMPTY.apply(WatchEvent.newBuilder()
            .setSnapshot(true)
            .setRevision(1)
            .setClusterId("test")
            .addWorkers(worker("w0"))
            .addWorkers(worker("w1"))
            .build());

    private static Worker worker(String id) {
        return Worker.newBuilder()
                .setId(id)
                .setRaftAddress("raft-of-" + id)
                .setState(WorkerState.WORKER_STATE_READY)
                .build();
    }

    private static ShardMap leads(ShardMap map, String worker, long term) {
        return map.apply(WatchEvent.newBuilder()
                .setRevision(1)
                .addLeaders(ShardLeader.newBuilder()
                        .setShardId(SHARD)
                        .setWorkerId(worker)
                        .setTerm(term))
                .build());
    }

    private static String leader(ShardMap map) {
        return map.leader(SHARD).map(Worker::getId).orElse("none");
    }

    @Test
    void theLeaderOfTheHigherTermWins() {
        ShardMap map = leads(WORKERS, "w0", 5);

        assertThat(leader(leads(map, "w1", 4))).isEqualTo("w0");
        assertThat(leader(leads(map, "w1", 5))).isEqualTo("w1");
        assertThat(leader(leads(map, "w1", 6))).isEqualTo("w1");
    }

    @Test
    void anEmptyWorkerIdClearsTheLeaderWhateverItsTerm() {
        ShardMap map = leads(WORKERS, "w0", 5);

        assertThat(leader(leads(map, "", 0))).isEqualTo("none");
        assertThat(leader(leads(map, "", 9))).isEqualTo("none");
    }

    @Test
    void afterItWasClearedTheSameOrANewerLeaderIsBelievedButNoOlderOne() {
        ShardMap cleared = leads(leads(WORKERS, "w0", 5), "", 0);

        assertThat(leader(leads(cleared, "w1", 4))).isEqualTo("none");
        assertThat(leader(leads(cleared, "w0", 5))).isEqualTo("w0");
        assertThat(leader(leads(cleared, "w1", 6))).isEqualTo("w1");
    }
}
