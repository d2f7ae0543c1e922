package io.vectron.drift.engine;

import io.vectron.drift.memtable.Memtable;
import io.vectron.drift.segment.Segment;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The sources of rows at one time. A reader pins it, so that its segments stay mapped.
 *
 * <p>Concurrency: the lists never change. {@code references} starts at one for the engine that publishes it; at zero the
 * segments' references are dropped, and nobody can pin it any more.
 *
 * <p>Invariants: holds one reference of each of its segments while references is positive.
 */
final class Version {
    private final Memtable active;
    private final List<Memtable> frozen;
    private final List<Segment> segments;
    private final AtomicInteger references = new AtomicInteger(1);

    /**
     * Takes a reference of each segment.
     *
     * @param frozen oldest first
     * @param segments in the order of the manifest
     */
    Version(Memtable active, List<Memtable> frozen, List<Segment> segments) {
        this.active = active;
        this.frozen = List.copyOf(frozen);
        this.segments = List.copyOf(segments);
        segments.forEach(Segment::retain);
    }

    /** Pins; false when the version is gone already. */
    boolean tryRetain() {
        for (int seen = references.get(); seen > 0; seen = references.get()) {
            if (references.compareAndSet(seen, seen + 1)) {
                return true;
            }
        }
        return false;
    }

    void release() {
        if (references.decrementAndGet() == 0) {
            segments.forEach(Segment::release);
        }
    }

    Memtable active() {
        return active;
    }

    List<Memtable> frozen() {
        return frozen;
    }

    List<Segment> segments() {
        return segments;
    }

    Optional<Segment> segment(long number) {
        for (Segment segment : segments) {
            if (segment.number() == number) {
                return Optional.of(segment);
            }
        }
        return Optional.empty();
    }

    long memtableBytes() {
        long bytes = active.bytes();
        for (Memtable memtable : frozen) {
            bytes += memtable.bytes();
        }
        return bytes;
    }

    /** Throws when an invariant does not hold. For the writer, in tests. */
    void checkInvariants() {
        if (references.get() <= 0) {
            throw new IllegalStateException("version is used with " + references.get() + " references");
        }
        active.checkInvariants();
        frozen.forEach(Memtable::checkInvariants);
        segments.forEach(Segment::checkInvariants);
    }
}
