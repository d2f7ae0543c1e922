package io.vectron.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The life of a group on three hosts. */
class RaftClusterTest {
    @TempDir
    Path directory;

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void acknowledgedCommandsSurviveTheLossOfTheLeader() throws Exception {
        try (TestCluster cluster = new TestCluster(directory).start(3)) {
            TestCluster.Place first = cluster.leader();
            TestCluster.propose(first.group, "a", 500);
            cluster.awaitAgreement(500);

            long killed = System.nanoTime();
            first.close();
            TestCluster.Place second = cluster.leader();
            TestCluster.propose(second.group, "b", 1);
            TestCluster.report(
                    "leader lost -> next command acknowledged: %.0f ms (election timeout %d ms)",
                    (System.nanoTime() - killed) / 1e6, TestCluster.ELECTION.toMillis());
            TestCluster.propose(second.group, "c", 99);

            assertThat(second.machine.count).isEqualTo(600);
            cluster.awaitAgreement(600);
        }
    }

    @Test
    void resultAndIndexReachTheProposer() throws Exception {
        try (TestCluster cluster = new TestCluster(directory).start(1)) {
            RaftGroup group = cluster.leader().group;
            Applied one = group.propose(bytes("x")).get(10, TimeUnit.SECONDS);
            Applied two = group.propose(bytes("y")).get(10, TimeUnit.SECONDS);
            assertThat(one.resultAs(Long.class)).isEqualTo(1);
            assertThat(two.resultAs(Long.class)).isEqualTo(2);
            assertThat(two.index()).isGreaterThan(one.index());
            assertThat(cluster.places.getFirst().machine.threads).allMatch(name -> name.startsWith("raft-apply-"));
            TestCluster.await("applied index follows", () -> group.lastAppliedIndex() == two.index());
            assertThat(group.committedIndex()).isEqualTo(two.index());
        }
    }

    @Test
    void leaderCutOffFromItsPeersAcknowledgesNothingMore() throws Exception {
        try (TestCluster cluster = new TestCluster(directory)
                .tuned(settings -> settings.withProposalTimeout(Duration.ofSeconds(3)))
                .start(3)) {
            TestCluster.Place first = cluster.leader();
            TestCluster.propose(first.group, "a", 200);

            long cut = System.nanoTime();
            first.host.transport().close();
            CompletableFuture<Applied> lost = first.group.propose(bytes("lost"));
            first.machine.leader = false;
            TestCluster.Place second = cluster.leader();
            TestCluster.propose(second.group, "b", 100);
            TestCluster.report(
                    "leader cut off -> 100 commands acknowledged elsewhere: %.0f ms", (System.nanoTime() - cut) / 1e6);

            assertThat(second.machine.count).isEqualTo(300);
            assertThatThrownBy(() -> lost.get(10, TimeUnit.SECONDS))
                    .cause()
                    .isInstanceOf(OutcomeUnknownException.class);
            TestCluster.await("the old leader steps down", () -> !first.group.isLeader());
        }
    }

    @Test
    void restartedFollowerAppliesOnlyWhatWasNotDurable() throws Exception {
        try (TestCluster cluster = new TestCluster(directory).start(3)) {
            TestCluster.propose(cluster.leader().group, "a", 100);
            cluster.awaitAgreement(100);
            TestCluster.Place follower = cluster.followers().getFirst();
            follower.machine.flush();
            TestCluster.propose(cluster.leader().group, "b", 20);
            cluster.awaitAgreement(120);

            follower.close();
            follower.machine.crash();
            assertThat(follower.machine.count).isEqualTo(100);
            TestCluster.propose(cluster.leader().group, "c", 5);
            cluster.restart(follower);

            cluster.awaitAgreement(125);
            assertThat(follower.machine.applies.get()).isEqualTo(25);
        }
    }

    @Test
    void blankFollowerInstallsASnapshotWithSubdirectories() throws Exception {
        try (TestCluster cluster = new TestCluster(directory).start(3)) {
            TestCluster.Place blank = cluster.followers().getFirst();
            blank.close();
            snapshotTwice(cluster.leader());
            blank.machine = new SumMachine();
            deleteRecursively(blank.directory);

            cluster.restart(blank);

            cluster.awaitAgreement(150);
            assertThat(blank.machine.loads.get()).isEqualTo(1);
            assertThat(blank.machine.applies.get()).isLessThanOrEqualTo(50);
        }
    }

    /** 150 commands; snapshots after 50 and 100, so that the log below the first is gone. */
    private static void snapshotTwice(TestCluster.Place leader) throws Exception {
        for (String prefix : List.of("a", "b")) {
            TestCluster.propose(leader.group, prefix, 50);
            leader.group.takeSnapshot().get(10, TimeUnit.SECONDS);
        }
        TestCluster.propose(leader.group, "c", 50);
    }

    @Test
    void followerKeepsUnchangedFilesOfItsLastSnapshot() throws Exception {
        try (TestCluster cluster = new TestCluster(directory).start(3)) {
            TestCluster.Place follower = cluster.followers().getFirst();
            TestCluster.propose(cluster.leader().group, "early", 10);
            cluster.awaitAgreement(10);
            follower.group.takeSnapshot().get(10, TimeUnit.SECONDS);
            follower.machine.flush();
            Object before = fileKey(snapshotFile(follower, "segments/old/1"));
            follower.close();
            follower.machine.crash();
            snapshotTwice(cluster.leader());

            cluster.restart(follower);

            cluster.awaitAgreement(160);
            assertThat(follower.machine.loads.get()).isEqualTo(1);
            assertThat(fileKey(snapshotFile(follower, "segments/old/1"))).isEqualTo(before);
        }
    }

    @Test
    void copyThatWasCutOffDoesNotStandInTheWayOfTheNext() throws Exception {
        try (TestCluster cluster = new TestCluster(directory).start(3)) {
            TestCluster.Place follower = cluster.followers().getFirst();
            follower.close();
            follower.machine.crash();
            SnapshotStoreTest.leaveUnfinished(follower.snapshots("g"), "gone/1", "gone/2", "gone/3");
            snapshotTwice(cluster.leader());

            cluster.restart(follower);

            cluster.awaitAgreement(150);
            assertThat(follower.machine.loads.get()).isEqualTo(1);
        }
    }

    private static Path snapshotFile(TestCluster.Place place, String name) throws IOException {
        try (Stream<Path> all = Files.list(place.snapshots("g"))) {
            Path newest = all.filter(path -> path.getFileName().toString().startsWith("snapshot_"))
                    .max(Comparator.comparingLong(
                            path -> Long.parseLong(path.getFileName().toString().substring("snapshot_".length()))))
                    .orElseThrow();
            return newest.resolve(name);
        }
    }

    private static Object fileKey(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    @Test
    void hostTakesSnapshotsByPolicyAndTruncatesTheLog() throws Exception {
        try (TestCluster cluster = new TestCluster(directory)
                .tuned(settings ->
                        settings.withSnapshotPolicy(new RaftGroupSettings.SnapshotPolicy(100, Long.MAX_VALUE)))
                .start(1)) {
            TestCluster.Place place = cluster.leader();
            TestCluster.propose(place.group, "a", 150);
            TestCluster.await("a first snapshot", () -> snapshotCount(place) == 1);
            TestCluster.propose(place.group, "b", 150);
            TestCluster.await("the log to be truncated", () -> firstKeptIndex(place) > 100);
            assertThat(firstKeptIndex(place)).isLessThan(300);
        }
    }

    private static long snapshotCount(TestCluster.Place place) {
        try (Stream<Path> all = Files.list(place.snapshots("g"))) {
            return all.filter(path -> path.getFileName().toString().startsWith("snapshot_"))
                    .count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long firstKeptIndex(TestCluster.Place place) {
        return place.host.firstLogIndex(1);
    }

    @Test
    void readIndexCoversEverythingAcknowledgedBefore() throws Exception {
        try (TestCluster cluster = new TestCluster(directory).start(3)) {
            RaftGroup leader = cluster.leader().group;
            TestCluster.Place follower = cluster.followers().getFirst();
            for (int i = 0; i < 20; i++) {
                long index =
                        leader.propose(bytes("v" + i)).get(10, TimeUnit.SECONDS).index();
                assertThat(leader.readIndex().get(10, TimeUnit.SECONDS)).isGreaterThanOrEqualTo(index);
                assertThat(follower.group.readIndex().get(10, TimeUnit.SECONDS)).isGreaterThanOrEqualTo(index);
                assertThat(follower.machine.count).isEqualTo(i + 1);
            }
            List<CompletableFuture<Long>> many = new ArrayList<>();
            for (int i = 0; i < 5_000; i++) {
                many.add(leader.readIndex());
            }
            CompletableFuture.allOf(many.toArray(new CompletableFuture<?>[0])).get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void followerNamesTheLeaderWhenItRefuses() throws Exception {
        try (TestCluster cluster = new TestCluster(directory).start(3)) {
            TestCluster.Place leader = cluster.leader();
            TestCluster.Place follower = cluster.followers().getFirst();
            TestCluster.await(
                    "the follower knows", () -> follower.group.leader().isPresent());
            assertThatThrownBy(() -> follower.group.propose(bytes("x")).get(10, TimeUnit.SECONDS))
                    .cause()
                    .isInstanceOfSatisfying(
                            NotLeaderException.class,
                            e -> assertThat(e.leaderAddress()).contains(leader.address));
            assertThat(follower.group.peers()).containsExactlyInAnyOrderElementsOf(cluster.addresses());
            assertThat(follower.group.term()).isEqualTo(leader.group.term());
        }
    }

    @Test
    void failedApplyFailsTheGroupAndIsNeverAcknowledged() throws Exception {
        try (TestCluster cluster = new TestCluster(directory).start(1)) {
            TestCluster.Place place = cluster.leader();
            TestCluster.propose(place.group, "a", 10);
            List<CompletableFuture<Applied>> doomed = new ArrayList<>();
            doomed.add(place.group.propose(SumMachine.POISON));
            for (int i = 0; i < 5; i++) {
                doomed.add(place.group.propose(bytes("after" + i)));
            }
            for (CompletableFuture<Applied> future : doomed) {
                assertThatThrownBy(() -> future.get(10, TimeUnit.SECONDS))
                        .cause()
                        .isInstanceOf(RaftException.class);
            }
            TestCluster.await("the machine hears of it", () -> place.machine.failed != null);
            assertThat(place.group.state()).isEqualTo(GroupState.FAILED);
            assertThat(place.group.state().isHealthy()).isFalse();
            assertThat(place.machine.count).isEqualTo(10);
            assertThatThrownBy(() -> place.group.propose(bytes("late")).get(10, TimeUnit.SECONDS))
                    .cause()
                    .isInstanceOf(GroupFailedException.class)
                    .hasMessageContaining("poisoned at");
        }
    }

    @Test
    void learnerIsPromotedInPlaceOfAnotherVoter() throws Exception {
        try (TestCluster cluster = new TestCluster(directory).start(3)) {
            TestCluster.propose(cluster.leader().group, "a", 50);
            TestCluster.Place added = cluster.newPlace();
            added.host = RaftHost.start(added.hostSettings());
            added.group = added.host.join(cluster.settings(added, "g", 1, List.of()), added.machine);
            RaftGroup leader = cluster.leader().group;
            TestCluster.Place leaving = cluster.followers().getFirst();

            leader.addLearner(added.address).get(10, TimeUnit.SECONDS);
            TestCluster.await("the learner catches up", () -> added.machine.count == 50);
            assertThat(leader.learners()).containsExactly(added.address);
            List<String> target = new ArrayList<>(leader.peers());
            target.remove(leaving.address);
            target.add(added.address);
            leader.changePeers(target).get(10, TimeUnit.SECONDS);

            assertThat(leader.peers()).containsExactlyInAnyOrderElementsOf(target);
            assertThat(leader.learners()).isEmpty();
            leaving.close();
            leader.transferLeadership(added.address).get(10, TimeUnit.SECONDS);
            TestCluster.await("the new voter leads", () -> added.machine.leader && added.group.isLeader());
            TestCluster.propose(added.group, "b", 10);
            assertThat(added.machine.count).isEqualTo(60);
            TestCluster.await("the machine is told", () -> added.machine.peers.contains(added.address));
        }
    }

    @Test
    void tooMuchInFlightAndTooLargeCommandsAreRefused() throws Exception {
        try (TestCluster cluster = new TestCluster(directory)
                .tuned(settings -> settings.withLimits(new RaftGroupSettings.Limits(16, 1 << 20)))
                .start(1)) {
            RaftGroup group = cluster.leader().group;
            List<CompletableFuture<Applied>> sent = new ArrayList<>();
            for (int i = 0; i < 2_000; i++) {
                sent.add(group.propose(bytes("x" + i)));
            }
            long overloaded = 0;
            for (CompletableFuture<Applied> future : sent) {
                Throwable why = future.handle((_, e) -> e).get(10, TimeUnit.SECONDS);
                overloaded += why instanceof OverloadedException ? 1 : 0;
                assertThat(why == null || why instanceof OverloadedException).isTrue();
            }
            assertThat(overloaded).isPositive();
            assertThat(cluster.leader().machine.count).isEqualTo(2_000 - overloaded);
            assertThat(group.inflightProposals()).isZero();
            assertThatThrownBy(() -> group.propose(new byte[RaftGroup.COMMAND_BYTES_MAX + 1]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("1048577");
            assertThatThrownBy(() -> group.propose(new byte[0])).isInstanceOf(IllegalArgumentException.class);
            group.propose(new byte[RaftGroup.COMMAND_BYTES_MAX]).get(10, TimeUnit.SECONDS);
        }
    }

    static void deleteRecursively(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
