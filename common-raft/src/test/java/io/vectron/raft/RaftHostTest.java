package io.vectron.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.alipay.sofa.jraft.util.NamedThreadFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hosts themselves: starting, refusing, many groups, leaving nothing behind. */
class RaftHostTest {
    @TempDir
    Path directory;

    @Test
    void takenPortIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            RaftHostSettings settings =
                    RaftHostSettings.of("127.0.0.1", taken.getLocalPort(), directory.resolve("log"));
            assertThatThrownBy(() -> RaftHost.start(settings))
                    .isInstanceOf(RaftStartException.class)
                    .hasMessageContaining("cannot listen for raft on 127.0.0.1:" + taken.getLocalPort());
        }
    }

    @Test
    void foreignDirectoryIsNamed() throws Exception {
        Path foreign = Files.createDirectories(directory.resolve("photos"));
        Files.writeString(foreign.resolve("holiday.jpg"), "sea");
        RaftHostSettings settings = RaftHostSettings.of("127.0.0.1", TestCluster.freePort(), foreign);
        assertThatThrownBy(() -> RaftHost.start(settings))
                .isInstanceOf(RaftStartException.class)
                .hasMessageContaining(foreign.toString())
                .hasMessageContaining("holiday.jpg");
        assertThat(foreign.resolve("db")).doesNotExist();
    }

    @Test
    void directoryOfAnotherHostIsRefused() throws Exception {
        try (TestCluster cluster = new TestCluster(directory).hosts(1)) {
            RaftHostSettings settings = RaftHostSettings.of(
                    "127.0.0.1",
                    TestCluster.freePort(),
                    cluster.places.getFirst().hostSettings().directory());
            assertThatThrownBy(() -> RaftHost.start(settings))
                    .isInstanceOf(RaftStartException.class)
                    .hasMessageContaining("another process, or another host in this one, uses it");
        }
    }

    @Test
    void destroyedGroupLeavesNoKeys() throws Exception {
        try (TestCluster cluster = new TestCluster(directory).hosts(1)) {
            TestCluster.Place place = cluster.places.getFirst();
            List<RaftGroup> groups = new ArrayList<>();
            for (int id = 7; id <= 9; id++) {
                RaftGroup group = place.host.join(
                        cluster.settings(place, "g" + id, id, List.of(place.address)), new SumMachine());
                TestCluster.await("a leader of " + group, group::isLeader);
                TestCluster.propose(group, "x", 20);
                groups.add(group);
            }
            assertThatThrownBy(() -> place.host.destroyGroup(8))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("g8");
            groups.get(1).close();
            place.host.destroyGroup(8);

            assertThat(place.host.storedLogIds()).containsExactly(7L, 9L);
            SumMachine fresh = new SumMachine();
            RaftGroup again = place.host.join(cluster.settings(place, "g8", 8, List.of(place.address)), fresh);
            TestCluster.await("a leader of " + again, again::isLeader);
            TestCluster.propose(again, "y", 3);
            assertThat(fresh.count).isEqualTo(3);
            TestCluster.propose(groups.get(0), "z", 1);
        }
    }

    @Test
    void groupAndLogIdsCollideOnlyWhileOpen() throws Exception {
        try (TestCluster cluster = new TestCluster(directory).hosts(1)) {
            TestCluster.Place place = cluster.places.getFirst();
            RaftGroupSettings settings = cluster.settings(place, "g", 1, List.of(place.address));
            RaftGroup group = place.host.join(settings, new SumMachine());
            assertThatThrownBy(() -> place.host.join(
                            cluster.settings(place, "other", 1, List.of(place.address)), new SumMachine()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("collides");
            group.close();
            assertThat(group.state()).isEqualTo(GroupState.CLOSED);
            assertThatThrownBy(() -> group.propose(new byte[1]).get()).cause().isInstanceOf(GroupFailedException.class);
            RaftGroup again = place.host.join(settings, new SumMachine());
            TestCluster.await("a leader", again::isLeader);
        }
    }

    @Test
    void threadsOfRaftAreVirtual() {
        Thread thread = new NamedThreadFactory("x-", true).newThread(() -> {});
        assertThat(thread.isVirtual()).isTrue();
        assertThat(thread.getName()).isEqualTo("x-0");
    }

    @Test
    void sixtyGroupsOnThreeHostsElectAndTakeWrites() throws Exception {
        int count = 60;
        try (TestCluster cluster = new TestCluster(directory).hosts(3)) {
            long start = System.nanoTime();
            List<RaftGroup> replicas = new ArrayList<>();
            for (int g = 0; g < count; g++) {
                for (TestCluster.Place place : cluster.places) {
                    replicas.add(place.host.join(
                            cluster.settings(place, "g" + g, g, cluster.addresses()), new SumMachine()));
                }
            }
            TestCluster.await(
                    "leaders of all groups",
                    () -> replicas.stream().filter(RaftGroup::isLeader).count() >= count);
            TestCluster.report(
                    "%d groups x 3: all led after %.1f s, %d platform threads of raft, %d in the process",
                    count, (System.nanoTime() - start) / 1e9, raftThreads().size(), osThreads());
            for (int g = 0; g < count; g++) {
                List<RaftGroup> group = replicas.subList(3 * g, 3 * g + 3);
                TestCluster.await("writes of group g" + g, () -> takesWrites(group));
            }
            assertThat(raftThreads()).hasSizeLessThan(100);
        }
    }

    /** By whoever leads it now: leadership may change while all the groups are busy. */
    private static boolean takesWrites(List<RaftGroup> group) {
        return group.stream().filter(RaftGroup::isLeader).anyMatch(leader -> {
            List<CompletableFuture<Applied>> sent = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                sent.add(leader.propose(("w" + i).getBytes(StandardCharsets.UTF_8)));
            }
            try {
                CompletableFuture.allOf(sent.toArray(new CompletableFuture<?>[0]))
                        .join();
                return true;
            } catch (CompletionException steppedDown) {
                return false;
            }
        });
    }

    @Test
    void twoHundredSingleReplicasNeedFewThreads() throws Exception {
        try (TestCluster cluster = new TestCluster(directory).hosts(1)) {
            TestCluster.Place place = cluster.places.getFirst();
            List<RaftGroup> groups = new ArrayList<>();
            for (int g = 0; g < 200; g++) {
                groups.add(
                        place.host.join(cluster.settings(place, "g" + g, g, List.of(place.address)), new SumMachine()));
            }
            TestCluster.await("all led", () -> groups.stream().allMatch(RaftGroup::isLeader));
            for (RaftGroup group : groups) {
                TestCluster.propose(group, "x", 1);
            }
            TestCluster.report(
                    "200 single replicas: %d platform threads of raft, %d in the process, RSS %d MB",
                    raftThreads().size(), osThreads(), rssMegabytes());
            assertThat(raftThreads()).hasSizeLessThan(100);
        }
    }

    @Test
    void closedHostsLeaveNoThreadsAndNoPorts() throws Exception {
        TestCluster cluster = new TestCluster(directory).start(3);
        TestCluster.propose(cluster.leader().group, "a", 10);
        cluster.close();
        TestCluster.await(
                "raft's threads end: " + raftThreads(), () -> raftThreads().isEmpty());
        for (TestCluster.Place place : cluster.places) {
            int port = place.hostSettings().port();
            try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                assertThat(free.getLocalPort()).isEqualTo(port);
            }
        }
    }

    /** Platform threads by name; JRaft's own are virtual and not among them. */
    private static Set<String> raftThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("raft-") || name.startsWith("JRaft"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static long status(String key) throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return -1;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith(key + ":"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElse(-1);
    }

    private static long osThreads() throws IOException {
        return status("Threads");
    }

    private static long rssMegabytes() throws IOException {
        return status("VmRSS") / 1024;
    }
}
