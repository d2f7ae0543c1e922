package io.vectron.pd;

import static io.vectron.pd.TestPd.PATIENCE;
import static io.vectron.pd.TestPd.collection;
import static io.vectron.pd.TestPd.heartbeat;
import static io.vectron.pd.TestPd.leads;
import static io.vectron.pd.TestPd.worker;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vectron.errors.ErrorCode;
import io.vectron.errors.VectronException;
import io.vectron.placement.Announcer;
import io.vectron.placement.PlacementClient;
import io.vectron.proto.internal.v1.AnnounceRequest;
import io.vectron.proto.internal.v1.AnnounceResponse;
import io.vectron.proto.internal.v1.Instance;
import io.vectron.proto.internal.v1.InstanceRole;
import io.vectron.proto.internal.v1.InstanceStatus;
import io.vectron.proto.internal.v1.ListInstancesRequest;
import io.vectron.proto.internal.v1.ReplicaReport;
import io.vectron.proto.internal.v1.ReplicaReportsRequest;
import io.vectron.proto.internal.v1.TrafficRates;
import io.vectron.proto.v1.Collection;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What dashboards ask for, over gRPC against a single member. */
class PdInstancesTest {
    @TempDir
    static Path directory;

    static TestPd pd;
    static PlacementClient client;

    @BeforeAll
    static void start() throws IOException {
        pd = TestPd.single(directory, TestPd.freePorts(1)[0], "--vectron.pd.worker-down-after=5s");
        client = pd.client();
        TestPd.register(client, 1);
        heartbeat(client, 1, 0);
    }

    @AfterAll
    static void stop() {
        pd.close();
    }

    private static Instance.Builder router(String id, int port) {
        return Instance.newBuilder()
                .setId(id)
                .setRole(InstanceRole.INSTANCE_ROLE_ROUTER)
                .setAddress("10.0.0.9:" + port)
                .setHttpAddress("10.0.0.9:7700")
                .setManagementAddress("10.0.0.9:7702")
                .setVersion("0.1.0")
                .setStartedAtMillis(1_700_000_000_000L)
                .setTraffic(TrafficRates.newBuilder().setSearchesPerSecond(12.5));
    }

    private static AnnounceResponse announce(Instance.Builder instance) {
        return client.call(
                stub -> stub.announce(
                        AnnounceRequest.newBuilder().setInstance(instance).build()),
                PATIENCE);
    }

    private static List<Instance> routers() {
        return client
                .call(stub -> stub.listInstances(ListInstancesRequest.getDefaultInstance()), PATIENCE)
                .getInstancesList()
                .stream()
                .map(InstanceStatus::getInstance)
                .filter(instance -> instance.getRole() == InstanceRole.INSTANCE_ROLE_ROUTER)
                .toList();
    }

    @Test
    void announcedInstanceIsListedAsItIsAndForgottenWhenItStops() {
        Instance.Builder instance = router("r-1", 7701);
        announce(instance);
        assertThat(routers()).contains(instance.build());
        client.call(
                stub -> stub.announce(AnnounceRequest.newBuilder()
                        .setInstance(instance)
                        .setStopping(true)
                        .build()),
                PATIENCE);
        assertThat(routers()).doesNotContain(instance.build());
    }

    @Test
    void announcerAnnouncesAndSaysFarewell() throws InterruptedException {
        Announcer announcer =
                new Announcer(client, () -> router("by-announcer", 7801).build());
        announcer.start();
        awaitRouters(found -> found.stream().anyMatch(r -> r.getId().equals("by-announcer")));
        announcer.close();
        assertThat(routers()).noneMatch(r -> r.getId().equals("by-announcer"));
    }

    private static void awaitRouters(Predicate<List<Instance>> condition) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.test(routers())) {
            assertThat(System.nanoTime()).as("deadline").isLessThan(end);
            Thread.sleep(Duration.ofMillis(20));
        }
    }

    @Test
    void whatIsOutOfBoundsIsRefusedByItsField() {
        assertRefused(router("", 7701), "instance.id");
        assertRefused(router("x".repeat(65), 7701), "instance.id");
        assertRefused(router("v", 7701).setVersion("1".repeat(65)), "instance.version");
        assertRefused(router("v", 7701).setVersion("1\n2"), "instance.version");
        assertRefused(router("r", 7701).clearRole(), "instance.role");
        assertRefused(router("r", 7701).setRoleValue(99), "instance.role");
        assertRefused(router("r", 7701).setRole(InstanceRole.INSTANCE_ROLE_PD), "instance.traffic");
        assertRefused(router("r", 7701).setWorkerId("w"), "instance.worker_id");
        assertRefused(
                router("r", 7701).clearTraffic().setRole(InstanceRole.INSTANCE_ROLE_WORKER), "instance.worker_id");
        assertRefused(router("r", 7701).clearAddress(), "instance.address");
        assertRefused(router("r", 7701).setManagementAddress("nowhere"), "instance.management_address");
        assertRefused(router("r", 7701).clearStartedAtMillis(), "instance.started_at_millis");
        assertRefused(
                router("r", 7701).setTraffic(TrafficRates.newBuilder().setErrorsPerSecond(Double.NaN)),
                "instance.traffic.errors_per_second");
        assertRefused(
                router("r", 7701).setTraffic(TrafficRates.newBuilder().setSearchP99Micros(-1)),
                "instance.traffic.search_p99_micros");
    }

    private static void assertRefused(Instance.Builder instance, String field) {
        assertThatThrownBy(() -> announce(instance)).isInstanceOfSatisfying(VectronException.class, e -> {
            assertThat(e.code()).as(e.getMessage()).isEqualTo(ErrorCode.INVALID_REQUEST);
            assertThat(e.value("field")).isEqualTo(field);
        });
    }

    @Test
    void replicaReportsAreWhatTheLastHeartbeatSaid() {
        Collection made = client.call(stub -> stub.createCollection(collection("reported", 2)), PATIENCE);
        Collection other = client.call(stub -> stub.createCollection(collection("unreported", 1)), PATIENCE);
        long first = made.getShards(0).getShardId();
        long second = made.getShards(1).getShardId();
        heartbeat(client, 1, 0, leads(second, 3), leads(first, 2), leads(999, 1));

        List<ReplicaReport> reports = reports(0);
        assertThat(reports).extracting(r -> r.getFacts().getShardId()).containsExactly(first, second);
        assertThat(reports.getFirst().getFacts()).isEqualTo(leads(first, 2));
        assertThat(reports.getFirst().getWorkerId()).isEqualTo(worker(1).getId());
        assertThat(reports.getFirst().getMillisSinceHeartbeat()).isBetween(0L, PATIENCE.toMillis());

        long reportedId = collectionId("reported");
        assertThat(reports(reportedId)).hasSize(2);
        assertThat(reports(collectionId("unreported"))).isEmpty();
        assertThat(other.getShardsList()).hasSize(1);
    }

    private static long collectionId(String name) {
        return pd.member().localState().collection(name).orElseThrow().getId();
    }

    private static List<ReplicaReport> reports(long collectionId) {
        return client.call(
                        stub -> stub.replicaReports(ReplicaReportsRequest.newBuilder()
                                .setCollectionId(collectionId)
                                .build()),
                        PATIENCE)
                .getReportsList();
    }
}
