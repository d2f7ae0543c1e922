package io.vectron.pd.soft;

import static org.assertj.core.api.Assertions.assertThat;

import io.vectron.proto.internal.v1.Instance;
import io.vectron.proto.internal.v1.InstanceRole;
import io.vectron.proto.internal.v1.InstanceStatus;
import java.util.List;
import org.junit.jupiter.api.Test;

class InstancesTest {
    private static final long EXPIRY = Instances.EXPIRY.toNanos();

    private final Instances instances = new Instances();

    private static Instance instance(String id, InstanceRole role, String address) {
        return Instance.newBuilder().setId(id).setRole(role).setAddress(address).build();
    }

    private List<String> live(long now) {
        return instances.live(now).stream()
                .map(InstanceStatus::getInstance)
                .map(Instance::getId)
                .toList();
    }

    @Test
    void announcedServicesAreListedByRoleThenAddress() {
        instances.announce(instance("r", InstanceRole.INSTANCE_ROLE_ROUTER, "a:1"), 0);
        instances.announce(instance("w2", InstanceRole.INSTANCE_ROLE_WORKER, "b:2"), 0);
        instances.announce(instance("w1", InstanceRole.INSTANCE_ROLE_WORKER, "b:1"), 0);
        instances.announce(instance("p", InstanceRole.INSTANCE_ROLE_PD, "z:1"), 0);
        assertThat(live(1)).containsExactly("p", "w1", "w2", "r");
    }

    @Test
    void silentServiceExpires() {
        instances.announce(instance("a", InstanceRole.INSTANCE_ROLE_ROUTER, "a:1"), 0);
        instances.announce(instance("b", InstanceRole.INSTANCE_ROLE_ROUTER, "b:1"), 5_000_000);
        assertThat(instances.live(EXPIRY).getFirst().getMillisSinceAnnounced()).isEqualTo(10_000);
        assertThat(live(EXPIRY + 1)).containsExactly("b");
        instances.tick(EXPIRY + 1);
        assertThat(live(0)).containsExactly("b");
    }

    @Test
    void stoppedServiceIsForgottenAtOnce() {
        instances.announce(instance("a", InstanceRole.INSTANCE_ROLE_ROUTER, "a:1"), 0);
        instances.forget("a");
        assertThat(live(1)).isEmpty();
    }

    @Test
    void restartedServiceTakesThePlaceOfItsOldRun() {
        instances.announce(instance("old", InstanceRole.INSTANCE_ROLE_ROUTER, "a:1"), 0);
        instances.announce(instance("other-role", InstanceRole.INSTANCE_ROLE_WORKER, "a:1"), 0);
        instances.announce(instance("new", InstanceRole.INSTANCE_ROLE_ROUTER, "a:1"), 1);
        assertThat(live(2)).containsExactly("other-role", "new");
    }

    @Test
    void numberIsBoundedAndKnownOnesMayStillAnnounce() {
        for (int i = 0; i < Instances.COUNT_MAX; i++) {
            assertThat(instances.announce(instance("i" + i, InstanceRole.INSTANCE_ROLE_ROUTER, "a:" + i), 0))
                    .isTrue();
        }
        assertThat(instances.announce(instance("late", InstanceRole.INSTANCE_ROLE_ROUTER, "b:1"), 1))
                .isFalse();
        assertThat(instances.announce(instance("i0", InstanceRole.INSTANCE_ROLE_ROUTER, "a:0"), EXPIRY + 1))
                .isTrue();
        instances.tick(EXPIRY + 1);
        assertThat(live(EXPIRY + 1)).containsExactly("i0");
    }
}
