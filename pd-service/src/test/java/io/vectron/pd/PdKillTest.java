package io.vectron.pd;

import static io.vectron.pd.TestPd.PATIENCE;
import static io.vectron.pd.TestPd.collection;
import static io.vectron.pd.TestPd.heartbeat;
import static io.vectron.pd.TestPd.register;
import static org.assertj.core.api.Assertions.assertThat;

import io.vectron.placement.PlacementClient;
import io.vectron.proto.internal.v1.ClusterStatusRequest;
import io.vectron.proto.v1.Collection;
import io.vectron.proto.v1.ListCollectionsRequest;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three processes, of which the leading one is killed without a word (SIGKILL), and started again. */
@Tag("cluster")
class PdKillTest {
    private static final Duration START_PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private final List<Process> processes = new ArrayList<>();
    private final List<List<String>> commands = new ArrayList<>();

    @AfterEach
    void stop() throws InterruptedException {
        for (Process process : processes) {
            process.destroyForcibly().waitFor();
        }
    }

    private List<String> startAll() throws IOException {
        int[] ports = TestPd.freePorts(6);
        List<String> members = new ArrayList<>();
        List<String> addresses = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            addresses.add("127.0.0.1:" + ports[2 * i + 1]);
            members.add("127.0.0.1:" + ports[2 * i] + "/" + addresses.get(i));
        }
        for (int i = 0; i < 3; i++) {
            commands.add(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx256m",
                    "-XX:TieredStopAtLevel=1",
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow",
                    "-Dcom.google.protobuf.use_unsafe_pre22_gencode=true",
                    "-cp",
                    System.getProperty("java.class.path"),
                    PdApplication.class.getName(),
                    "--vectron.pd.data-directory=" + directory.resolve("pd" + i),
                    "--vectron.pd.raft-port=" + ports[2 * i],
                    "--vectron.pd.port=" + ports[2 * i + 1],
                    "--vectron.pd.insecure-dev=true",
                    "--vectron.pd.management-port=0",
                    "--vectron.pd.election-timeout=1s",
                    "--vectron.pd.members=" + String.join(",", members)));
            processes.add(start(i));
        }
        return addresses;
    }

    private Process start(int member) throws IOException {
        File log = directory.resolve("pd" + member + ".log").toFile();
        return new ProcessBuilder(commands.get(member))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                .start();
    }

    @Test
    void acknowledgedCollectionsSurviveTheKillOfTheLeader() throws Exception {
        List<String> addresses = startAll();
        try (PlacementClient client = new PlacementClient(addresses)) {
            String leader = client.call(
                    stub -> {
                        stub.listCollections(ListCollectionsRequest.getDefaultInstance());
                        return stub.clusterStatus(ClusterStatusRequest.getDefaultInstance()).getMembersList().stream()
                                .filter(member -> member.getLeader())
                                .map(member -> member.getAddress())
                                .findFirst()
                                .orElseThrow();
                    },
                    START_PATIENCE);
            register(client, 1);
            List<String> acknowledged = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                create(client, "before" + i, acknowledged);
            }
            int killed = addresses.indexOf(leader);
            long since = System.nanoTime();
            processes.get(killed).destroyForcibly().waitFor(10, TimeUnit.SECONDS);
            create(client, "after", acknowledged);
            System.out.printf(
                    "leader killed; next create after %d ms%n",
                    Duration.ofNanos(System.nanoTime() - since).toMillis());
            assertThat(names(client)).containsExactlyInAnyOrderElementsOf(acknowledged);

            processes.set(killed, start(killed));
            awaitRevisionOf(addresses.get(killed), client);
        }
    }

    private static void create(PlacementClient client, String name, List<String> acknowledged) {
        heartbeat(client, 1, 0);
        client.call(stub -> stub.createCollection(collection(name, 2)), PATIENCE);
        acknowledged.add(name);
    }

    private static List<String> names(PlacementClient client) {
        return client
                .call(stub -> stub.listCollections(ListCollectionsRequest.getDefaultInstance()), PATIENCE)
                .getCollectionsList()
                .stream()
                .map(Collection::getName)
                .toList();
    }

    private static void awaitRevisionOf(String address, PlacementClient cluster) throws InterruptedException {
        long expected = revision(cluster);
        try (PlacementClient restarted = new PlacementClient(List.of(address))) {
            long deadline = System.nanoTime() + START_PATIENCE.toNanos();
            long found = revision(restarted);
            while (found != expected && System.nanoTime() < deadline) {
                Thread.sleep(50);
                found = revision(restarted);
            }
            assertThat(found).as("revision of the restarted member").isEqualTo(expected);
        }
    }

    private static long revision(PlacementClient client) {
        return client.call(stub -> stub.clusterStatus(ClusterStatusRequest.getDefaultInstance()), START_PATIENCE)
                .getRevision();
    }
}
