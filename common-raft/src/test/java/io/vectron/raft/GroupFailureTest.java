package io.vectron.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A replica whose owner finds out, outside of any callback, that its machine can no longer work. */
class GroupFailureTest {
    @TempDir
    Path directory;

    @Test
    void failedLeaderStepsDownAndAnotherTakesOver() throws Exception {
        try (TestCluster cluster = new TestCluster(directory).start(3)) {
            TestCluster.Place failing = cluster.leader();
            TestCluster.propose(failing.group, "a", 10);

            failing.group.fail(new IOException("disk full"));

            assertThatThrownBy(() -> failing.group
                            .propose("late".getBytes(StandardCharsets.UTF_8))
                            .get(10, TimeUnit.SECONDS))
                    .cause()
                    .isInstanceOf(GroupFailedException.class)
                    .hasMessageContaining("disk full");
            assertThat(failing.group.state()).isEqualTo(GroupState.FAILED);
            TestCluster.await("the machine hears of it", () -> failing.machine.failed != null);
            assertThat(failing.machine.failed).hasMessageContaining("disk full");
            TestCluster.await("leadership is given up", () -> !failing.group.isLeader());

            failing.machine.leader = false;
            TestCluster.Place next = cluster.leader();
            assertThat(next).isNotSameAs(failing);
            TestCluster.propose(next.group, "b", 10);
            assertThat(next.machine.count).isEqualTo(20);
            assertThat(failing.machine.count).as("nothing is applied any more").isEqualTo(10);
        }
    }

    @Test
    void failedFollowerAppliesNothingMoreAndTheRestGoesOn() throws Exception {
        try (TestCluster cluster = new TestCluster(directory).start(3)) {
            TestCluster.propose(cluster.leader().group, "a", 10);
            cluster.awaitAgreement(10);
            TestCluster.Place failing = cluster.followers().getFirst();

            failing.group.fail(new IOException("disk full"));
            failing.group.fail(new IOException("again"));

            TestCluster.await("the machine hears of it", () -> failing.machine.failed != null);
            assertThat(failing.machine.failed).hasMessageContaining("disk full");
            TestCluster.propose(cluster.leader().group, "b", 10);
            assertThat(failing.machine.count).isEqualTo(10);
        }
    }

    @Test
    void closedGroupCanNoLongerFail() throws Exception {
        try (TestCluster cluster = new TestCluster(directory).start(1)) {
            TestCluster.Place place = cluster.leader();
            place.group.close();
            place.group.fail(new IOException("late"));
            assertThat(place.group.state()).isEqualTo(GroupState.CLOSED);
            assertThat(place.machine.failed).isNull();
        }
    }
}
