package io.vectron.router.observe;

import io.grpc.Context;
import io.vectron.proto.v1.ShardFacts;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/**
 * One request on its way.
 *
 * <p>Concurrency: written by the threads of the request, read when it ends; the fields are volatile or adders.
 */
public final class Observation {
    private static final Context.Key<Observation> KEY = Context.key("vectron-observation");

    private final String api;
    private final long startNanos = System.nanoTime();
    private final AtomicBoolean hasEnded = new AtomicBoolean();
    private final LongAdder pointsWritten = new LongAdder();
    private final LongAdder pointsReturned = new LongAdder();
    private final LongAdder rowsScanned = new LongAdder();
    private final LongAdder bytesScanned = new LongAdder();
    private final LongAdder shards = new LongAdder();
    private final LongAdder retries = new LongAdder();
    private volatile Operation operation = Operation.OTHER;
    private volatile String collection = "";

    Observation(String api) {
        this.api = api;
    }

    /** The request that this thread works for; outside of one, an observation that nobody reads. */
    public static Observation current() {
        Observation found = KEY.get();
        return found == null ? new Observation("none") : found;
    }

    /** The context in which the request is to run. */
    public Context in(Context context) {
        return context.withValue(KEY, this);
    }

    public void operation(Operation found) {
        operation = found;
    }

    /** A collection that was found to exist; what a caller merely named must not come here. */
    public void collection(String name) {
        collection = name;
    }

    public void wrote(long points) {
        pointsWritten.add(points);
    }

    public void returned(long points) {
        pointsReturned.add(points);
    }

    public void scanned(ShardFacts facts) {
        shards.increment();
        rowsScanned.add(facts.getRowsScanned());
        bytesScanned.add(facts.getBytesScanned());
    }

    public void retried() {
        retries.increment();
    }

    String api() {
        return api;
    }

    Operation operation() {
        return operation;
    }

    String collection() {
        return collection;
    }

    long pointsWritten() {
        return pointsWritten.sum();
    }

    long pointsReturned() {
        return pointsReturned.sum();
    }

    long elapsedNanos() {
        return System.nanoTime() - startNanos;
    }

    /** True the first time. */
    boolean end() {
        return hasEnded.compareAndSet(false, true);
    }

    /** What it took, without anything of its content. */
    String facts() {
        return "points_written=" + pointsWritten + " points_returned=" + pointsReturned + " shard_results=" + shards
                + " rows_scanned=" + rowsScanned + " bytes_scanned=" + bytesScanned + " retries=" + retries;
    }
}
