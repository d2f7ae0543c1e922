package io.vectron.drift;

import io.vectron.drift.storage.FaultHook;
import io.vectron.drift.storage.FaultPoint;
import io.vectron.drift.storage.MemoryStorage;
import io.vectron.drift.storage.NameLoss;
import io.vectron.drift.storage.StorageCall;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the power of an engine on a {@link MemoryStorage}, or kills its process: before a call to storage, or at a passage of a
 * fault point. What the disk has then is kept, or all that the system knows of; from then on every call of the engine fails, as
 * if nobody were there any more.
 *
 * <p>Concurrency: the monitor guards the counters; {@code isCut} is set before the disk is copied, so whoever still finds it
 * unset after a call has returned knows that all of the call is in the copy.
 */
final class PowerCut implements FaultHook {
    private final MemoryStorage disk;
    private final RandomGenerator random;
    private final @Nullable FaultPoint point;
    private final boolean isKill;
    private int left;
    private volatile boolean isCut;
    private volatile @Nullable MemoryStorage remains;
    private volatile @Nullable FaultPoint reached;

    /** The end of the process, to those who pass a point. */
    private static final class Dead extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Dead() {
            super("the power is off", null, false, false);
        }
    }

    private PowerCut(MemoryStorage disk, RandomGenerator random, @Nullable FaultPoint point, int left, boolean isKill) {
        this.disk = disk;
        this.random = random;
        this.point = point;
        this.left = left;
        this.isKill = isKill;
        disk.faults().observe(this::called);
    }

    /** Before the n-th call from now, 1 being the next. */
    static PowerCut atCall(MemoryStorage disk, RandomGenerator random, int n) {
        return new PowerCut(disk, random, null, n, false);
    }

    /** At the n-th passage of a point from now. */
    static PowerCut atPoint(MemoryStorage disk, RandomGenerator random, FaultPoint point, int n) {
        return new PowerCut(disk, random, point, n, false);
    }

    /**
     * The process is killed when it asks for the n-th sync of the directory from now; the system lives on, with names that the
     * disk does not have yet.
     */
    static PowerCut killAtDirectorySync(MemoryStorage disk, RandomGenerator random, int n) {
        return new PowerCut(disk, random, null, n, true);
    }

    private synchronized void called(StorageCall call) {
        boolean counts = !isKill || call == StorageCall.DIRECTORY_SYNC;
        if (!isCut && point == null && counts && --left == 0) {
            cut();
        }
    }

    @Override
    public synchronized void reached(FaultPoint passed) {
        if (!isCut && passed == point && --left == 0) {
            cut();
            reached = passed;
        }
        if (isCut) {
            throw new Dead();
        }
    }

    private void cut() {
        isCut = true;
        disk.faults().failForEver(1);
        remains = isKill ? disk : disk.crash(random, random.nextInt(2) == 0 ? NameLoss.IN_ORDER : NameLoss.ANY);
    }

    boolean isKill() {
        return isKill;
    }

    boolean isCut() {
        return isCut;
    }

    /** Where it was cut; null when not at a point, or not yet. */
    @Nullable
    FaultPoint reached() {
        return reached;
    }

    /** What there is after the cut, which is made now when it was not yet; nobody may use the storage any more. */
    synchronized MemoryStorage remains() {
        if (!isCut) {
            cut();
        }
        MemoryStorage left = remains;
        if (left == null) {
            throw new IllegalStateException("cut, but nothing was kept");
        }
        left.faults().clear();
        return left;
    }
}
