package io.vectron.router.operations;

import io.grpc.Deadline;
import io.vectron.proto.internal.v1.Worker;
import io.vectron.router.map.ShardMap;
import io.vectron.router.map.ShardMapWatch;
import io.vectron.router.worker.WorkerCallException;
import io.vectron.router.worker.WorkerCallException.Reach;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What has been tried for one shard's part of one request. Used by one thread.
 *
 * <p>A round asks each replica at most once; pauses between rounds double, with some chance in them so that requests
 * that failed together do not come back together.
 */
final class Attempts {
    private static final long PAUSE_MILLIS_MIN = 10;
    private static final long PAUSE_MILLIS_MAX = 250;

    private final Set<String> tried = new HashSet<>();
    private final Set<String> allowedOnceMore = new HashSet<>();
    private int count;
    private int shutOffInRound;
    private int pauses;
    private @Nullable WorkerCallException last;

    /** The first of the order that this round has not tried. */
    Optional<Worker> next(List<Worker> order) {
        return order.stream().filter(worker -> !tried.contains(worker.getId())).findFirst();
    }

    /** True when the next of the order is the only one left. */
    boolean isLast(List<Worker> order) {
        return order.stream().filter(worker -> !tried.contains(worker.getId())).count() <= 1;
    }

    void failed(Worker worker, WorkerCallException failure) {
        tried.add(worker.getId());
        if (failure.reach() == Reach.NOT_TRIED) {
            shutOffInRound++;
            // the breaker's reason is less telling than the failure that opened it
            last = last == null ? failure : last;
        } else {
            count++;
            last = failure;
        }
    }

    /** Lets a replica that was named leader be asked again, once a round: two replicas may name each other. */
    void allowOnceMore(Worker worker) {
        if (allowedOnceMore.add(worker.getId())) {
            tried.remove(worker.getId());
        }
    }

    void startRound() {
        tried.clear();
        allowedOnceMore.clear();
        shutOffInRound = 0;
    }

    /** True when this round could ask nobody because every breaker is open. */
    boolean areAllShutOff() {
        return shutOffInRound > 0 && shutOffInRound == tried.size();
    }

    /** Waits for a newer map, but not long and not past the deadline. */
    void pause(ShardMapWatch watch, ShardMap seen, Deadline deadline) {
        long millis = Math.min(PAUSE_MILLIS_MAX, PAUSE_MILLIS_MIN << Math.min(pauses++, 10));
        millis += ThreadLocalRandom.current().nextLong(millis / 2 + 1);
        long left = Math.max(0, deadline.timeRemaining(TimeUnit.MILLISECONDS));
        // one more than is left: a last attempt with no time for an answer would turn "nothing was done" into "unknown"
        watch.awaitNewer(seen, Duration.ofMillis(Math.min(millis, left + 1)));
    }

    /** Attempts that reached for a worker. */
    int count() {
        return count;
    }

    @Nullable
    WorkerCallException last() {
        return last;
    }
}
