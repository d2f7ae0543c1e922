package io.vectron.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.vectron.tls.ChannelSecurity;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whoever is asked, the answer is the leader's, or says why it is not. */
@Tag("unit")
class ClusterViewTest {
    private FakePlacementDriver driver;

    @BeforeEach
    void start() throws IOException {
        driver = new FakePlacementDriver(3);
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    private ClusterView ask(int member) {
        return ClusterView.ask(driver.address(member), ChannelSecurity.PLAINTEXT);
    }

    private static void assertWorkersOf(int leader, ClusterView view) {
        assertThat(view.gap()).isEmpty();
        assertThat(view.status().getWorkersList())
                .singleElement()
                .satisfies(worker -> assertThat(worker.getWorker().getId()).isEqualTo("w-" + leader));
        assertThat(view.status().getRevision()).isEqualTo(7 + leader);
    }

    @Test
    void leaderIsAskedOnce() {
        driver.leader = member -> 0;
        assertWorkersOf(0, ask(0));
        assertThat(driver.asked).containsExactly(0);
    }

    @Test
    void followerLeadsToTheLeader() {
        driver.leader = member -> 2;
        assertWorkersOf(2, ask(0));
        assertThat(driver.asked).containsExactly(0, 2);
    }

    @Test
    void followerThatIsBehindLeadsToTheLeaderOverAnother() {
        driver.leader = member -> member == 0 ? 1 : 2;
        assertWorkersOf(2, ask(0));
        assertThat(driver.asked).containsExactly(0, 1, 2);
    }

    @Test
    void withoutALeaderThatIsSaid() {
        ClusterView view = ask(1);
        assertThat(view.gap())
                .hasValueSatisfying(
                        gap -> assertThat(gap).contains("has no leader that " + driver.address(1) + " knows of"));
        assertThat(view.status().getMembersList()).hasSize(3);
        assertThat(driver.asked).containsExactly(1);
    }

    @Test
    void leaderThatDoesNotAnswerIsNamed() throws InterruptedException {
        driver.leader = member -> 2;
        ServerAddress lost = driver.address(2);
        driver.stop(2);
        ClusterView view = ask(0);
        assertThat(view.gap())
                .hasValueSatisfying(gap -> assertThat(gap)
                        .startsWith("the leading placement driver did not answer: cannot reach placement driver at "
                                + lost));
        assertThat(view.status().getMembersList()).hasSize(3);
    }

    @Test
    void leadershipThatMovesOnAndOnIsNotFollowedForEver() {
        driver.leader = member -> (member + 1) % 3;
        assertThat(ask(0).gap())
                .hasValueSatisfying(gap -> assertThat(gap).contains("leadership moved while it was asked"));
        assertThat(driver.asked).containsExactly(0, 1, 2);
    }

    @Test
    void leaderOutsideOfTheMembersIsNamed() {
        driver.leader = member -> 9;
        assertThat(ask(0).gap())
                .hasValueSatisfying(gap -> assertThat(gap)
                        .contains("leader is raft-9:7711, which is no member that " + driver.address(0)));
    }

    @Test
    void memberThatDoesNotAnswerIsAFailure() throws InterruptedException {
        ServerAddress lost = driver.address(0);
        driver.stop(0);
        assertThatExceptionOfType(CallFailedException.class)
                .isThrownBy(() -> ClusterView.ask(lost, ChannelSecurity.PLAINTEXT))
                .withMessageContaining("cannot reach placement driver at " + lost);
    }
}
