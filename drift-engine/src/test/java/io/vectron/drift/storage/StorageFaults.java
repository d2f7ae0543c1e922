package io.vectron.drift.storage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Counts the calls of a {@link MemoryStorage} and lets chosen ones fail. Thread-safe. */
public final class StorageFaults {
    private final Map<StorageCall, Integer> counts = new EnumMap<>(StorageCall.class);
    private final List<String> trace = new ArrayList<>();
    private final List<StorageCall> kinds = new ArrayList<>();
    private @Nullable Plan plan;
    private StorageFault fault = StorageFault.INPUT_OUTPUT;
    private @Nullable String failed;
    private volatile Consumer<StorageCall> observer = call -> {};

    /** Which calls fail: the left-th from now of a kind (null: of all), and every later one when it is for ever. */
    private static final class Plan {
        private final @Nullable StorageCall kind;
        private final boolean isForEver;
        private int left;

        private Plan(@Nullable StorageCall kind, int left, boolean isForEver) {
            this.kind = kind;
            this.left = left;
            this.isForEver = isForEver;
        }

        private boolean hits(StorageCall call) {
            if (kind != null && kind != call) {
                return false;
            }
            left--;
            return isForEver ? left <= 0 : left == 0;
        }
    }

    /** What calls fail with from now on. */
    public synchronized void failWith(StorageFault next) {
        fault = next;
    }

    /** The first call that was made to fail, its kind and the name it was for; empty when none was. */
    public synchronized Optional<String> failed() {
        return Optional.ofNullable(failed);
    }

    /** Lets the n-th call from now fail, 1 being the next; replaces what was planned before. */
    public synchronized void failOnce(int n) {
        plan = new Plan(null, n, false);
    }

    /** Lets the n-th call of one kind from now fail. */
    public synchronized void failOnce(StorageCall kind, int n) {
        plan = new Plan(kind, n, false);
    }

    /** Lets the n-th call from now and every later one fail. */
    public synchronized void failForEver(int n) {
        plan = new Plan(null, n, true);
    }

    /** Lets the n-th call of one kind from now and every later one of that kind fail. */
    public synchronized void failForEver(StorageCall kind, int n) {
        plan = new Plan(kind, n, true);
    }

    /** Lets nothing fail any more. */
    public synchronized void clear() {
        plan = null;
    }

    /** Called before each call, on its thread and without a lock held, so it may wait. */
    public void observe(Consumer<StorageCall> next) {
        observer = next;
    }

    /** Calls so far, failed ones included. */
    public synchronized int count() {
        return trace.size();
    }

    /** Calls of one kind so far. */
    public synchronized int count(StorageCall kind) {
        return counts.getOrDefault(kind, 0);
    }

    /** The kind of the n-th call so far, 1 being the first. */
    public synchronized StorageCall kind(int n) {
        return kinds.get(n - 1);
    }

    /** Every call so far: its kind and the name it was for. */
    public synchronized List<String> trace() {
        return List.copyOf(trace);
    }

    /** Counts a call; true when it has to fail. */
    boolean hits(StorageCall call, String name) {
        observer.accept(call);
        synchronized (this) {
            counts.merge(call, 1, Integer::sum);
            trace.add(call + " " + name);
            kinds.add(call);
            boolean hits = plan != null && plan.hits(call);
            if (hits && failed == null) {
                failed = call + " " + name;
            }
            return hits;
        }
    }

    /** Counts a call and throws when it has to fail. */
    void pass(StorageCall call, String name) throws IOException {
        if (hits(call, name)) {
            throw failure(call, name);
        }
    }

    /** What the call at hand fails with. */
    synchronized IOException failure(StorageCall call, String name) {
        return fault.failure(call, name);
    }
}
