package io.vectron.pd.soft;

import io.vectron.proto.internal.v1.Instance;
import io.vectron.proto.internal.v1.InstanceStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The running services of all roles, as they announce themselves to the leader.
 *
 * <p>An entry lives for {@link #EXPIRY} after its last announcement. A run that has another's role and addresses has taken
 * its place after a restart, so that the dead one is not shown beside it until it expires.
 *
 * <p>Concurrency: not thread-safe; {@link Tenure} guards it. Invariants: at most {@link #COUNT_MAX} entries.
 */
public final class Instances {
    public static final Duration EXPIRY = Duration.ofSeconds(10);
    /** Twice the most workers there may be; an entry takes about half a KiB. */
    public static final int COUNT_MAX = 8_192;

    private static final Comparator<InstanceStatus> BY_ROLE_AND_ADDRESS = Comparator.comparing(
                    InstanceStatus::getInstance,
                    Comparator.comparingInt(Instance::getRoleValue)
                            .thenComparing(Instance::getAddress)
                            .thenComparing(Instance::getHttpAddress))
            .thenComparing(status -> status.getInstance().getId());

    private record Announced(Instance instance, long atNanos) {}

    private final Map<String, Announced> byId = new HashMap<>();

    /**
     * Takes a checked announcement.
     *
     * @return false when there are too many others and this one was not taken
     */
    boolean announce(Instance instance, long now) {
        if (!byId.containsKey(instance.getId())) {
            byId.values().removeIf(other -> isPlaceOf(other.instance(), instance));
            if (byId.size() >= COUNT_MAX) {
                return false;
            }
        }
        byId.put(instance.getId(), new Announced(instance, now));
        return true;
    }

    private static boolean isPlaceOf(Instance old, Instance found) {
        return old.getRoleValue() == found.getRoleValue()
                && old.getAddress().equals(found.getAddress())
                && old.getHttpAddress().equals(found.getHttpAddress());
    }

    /** The service said that it stops. */
    void forget(String id) {
        byId.remove(id);
    }

    /** Lets time pass. */
    void tick(long now) {
        byId.values().removeIf(announced -> isExpired(announced, now));
    }

    private static boolean isExpired(Announced announced, long now) {
        return now - announced.atNanos() > EXPIRY.toNanos();
    }

    /** The live ones by role, then address. */
    List<InstanceStatus> live(long now) {
        List<InstanceStatus> live = new ArrayList<>();
        for (Announced announced : byId.values()) {
            if (!isExpired(announced, now)) {
                live.add(InstanceStatus.newBuilder()
                        .setInstance(announced.instance())
                        .setMillisSinceAnnounced(TimeUnit.NANOSECONDS.toMillis(now - announced.atNanos()))
                        .build());
            }
        }
        live.sort(BY_ROLE_AND_ADDRESS);
        return live;
    }
}
