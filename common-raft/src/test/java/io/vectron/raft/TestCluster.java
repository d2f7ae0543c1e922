package io.vectron.raft;

import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/** Hosts in this JVM, with one replica each of group "g" unless a test joins more. */
final class TestCluster implements AutoCloseable {
    /** Other modules are tested on the same processors meanwhile: no leader is to be voted out for a pause. */
    static final Duration ELECTION = Duration.ofSeconds(2);

    private static final long AWAIT_SECONDS = 30;

    /** A place for a host: it keeps its address, directory and machine while the host comes and goes. */
    static final class Place {
        final String address;
        final Path directory;
        SumMachine machine = new SumMachine();
        RaftHost host;
        RaftGroup group;

        @SuppressWarnings("NullAway.Init") // host and group are set by start, before a test sees the place
        Place(String address, Path directory) {
            this.address = address;
            this.directory = directory;
        }

        RaftHostSettings hostSettings() {
            String[] parts = address.split(":", -1);
            return RaftHostSettings.of(parts[0], Integer.parseInt(parts[1]), directory.resolve("log"));
        }

        Path snapshots(String groupId) {
            return directory.resolve("snapshots").resolve(groupId);
        }

        void close() {
            host.close();
            machine.leader = false;
        }

        boolean isOpen() {
            return group.state() != GroupState.CLOSED;
        }
    }

    final Path directory;
    final List<Place> places = new ArrayList<>();
    private UnaryOperator<RaftGroupSettings> tuning = settings -> settings;

    TestCluster(Path directory) {
        this.directory = directory;
    }

    TestCluster tuned(UnaryOperator<RaftGroupSettings> newTuning) {
        tuning = newTuning;
        return this;
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    Place newPlace() throws IOException {
        String address = "127.0.0.1:" + freePort();
        Place place = new Place(address, directory.resolve("host-" + places.size()));
        Files.createDirectories(place.directory);
        places.add(place);
        return place;
    }

    /** Hosts only. */
    TestCluster hosts(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            Place place = newPlace();
            place.host = RaftHost.start(place.hostSettings());
        }
        return this;
    }

    TestCluster start(int count) throws IOException {
        hosts(count);
        for (Place place : places) {
            place.group = place.host.join(settings(place, "g", 1, addresses()), place.machine);
        }
        return this;
    }

    void restart(Place place) {
        place.host = RaftHost.start(place.hostSettings());
        place.group = place.host.join(settings(place, "g", 1, addresses()), place.machine);
    }

    List<String> addresses() {
        return places.stream().map(place -> place.address).toList();
    }

    RaftGroupSettings settings(Place place, String groupId, long logId, List<String> peers) {
        return tuning.apply(RaftGroupSettings.of(groupId, logId, peers, place.snapshots(groupId))
                .withElectionTimeout(ELECTION)
                .withSnapshotPolicy(RaftGroupSettings.SnapshotPolicy.NEVER));
    }

    Place leader() {
        await("a leader", () -> currentLeader().isPresent());
        return currentLeader().orElseThrow();
    }

    private Optional<Place> currentLeader() {
        return places.stream()
                .filter(place -> place.isOpen() && place.machine.leader && place.group.isLeader())
                .findFirst();
    }

    List<Place> followers() {
        Place leader = leader();
        return places.stream()
                .filter(place -> place != leader && place.isOpen())
                .toList();
    }

    void awaitAgreement(long count) {
        await(
                "all replicas hold " + count + " commands: " + counts(),
                () -> places.stream().filter(Place::isOpen).allMatch(place -> place.machine.count == count));
        long sum = leader().machine.sum;
        await(
                "all replicas have the same sum",
                () -> places.stream().filter(Place::isOpen).allMatch(place -> place.machine.sum == sum));
    }

    private Map<String, Long> counts() {
        Map<String, Long> counts = new TreeMap<>();
        places.forEach(place -> counts.put(place.address, place.machine.count));
        return counts;
    }

    static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(AWAIT_SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                fail("not within " + AWAIT_SECONDS + " s: " + what);
            }
            try {
                Thread.sleep(5);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Proposes {@code count} commands, at most 64 at a time, and waits for all of them. */
    static void propose(RaftGroup group, String prefix, int count) {
        List<CompletableFuture<Applied>> sent = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sent.add(group.propose((prefix + i).getBytes(StandardCharsets.UTF_8)));
            if (sent.size() == 64) {
                join(sent);
                sent.clear();
            }
        }
        join(sent);
    }

    private static void join(Collection<CompletableFuture<Applied>> sent) {
        CompletableFuture.allOf(sent.toArray(new CompletableFuture<?>[0]))
                .orTimeout(AWAIT_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    @SuppressWarnings("AnnotateFormatMethod") // test output only
    static void report(String format, Object... values) {
        System.out.println("MEASURED " + String.format(format, values));
    }

    @Override
    public void close() {
        for (Place place : places) {
            place.host.close();
        }
    }
}
