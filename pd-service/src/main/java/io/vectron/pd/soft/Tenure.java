package io.vectron.pd.soft;

import io.vectron.pd.state.PlacementState;
import io.vectron.proto.internal.v1.HeartbeatRequest;
import io.vectron.proto.internal.v1.Instance;
import io.vectron.proto.internal.v1.InstanceStatus;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * One leadership of this member: its soft facts, and those who wait for news of them or of the state.
 *
 * <p>Concurrency: {@code facts} and {@code instances} are guarded by {@code lock}; {@code news} is signalled whenever the state or the facts may
 * have changed, the tenure ended, or a waiter's own condition may have come true ({@link #signal()}). {@code closed} is
 * written under the lock and read anywhere. The state is read inside the lock, so that facts never go back to an older
 * one. Invariants: once closed, it stays closed, and nobody waits.
 */
public final class Tenure implements AutoCloseable {
    private final long term;
    private final Supplier<PlacementState> state;
    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private final SoftFacts facts;
    private final Instances instances = new Instances();
    private final long startNanos;
    private volatile boolean closed;

    public Tenure(long term, Supplier<PlacementState> state, Duration downAfter, LongSupplier nanoTime) {
        this.term = term;
        this.state = state;
        this.nanoTime = nanoTime;
        this.startNanos = nanoTime.getAsLong();
        this.facts = new SoftFacts(state.get(), downAfter, startNanos);
    }

    public long term() {
        return term;
    }

    public boolean isClosed() {
        return closed;
    }

    public Duration age() {
        return Duration.ofNanos(nanoTime.getAsLong() - startNanos);
    }

    public long now() {
        return nanoTime.getAsLong();
    }

    public void registered(String workerId) {
        change(() -> facts.registered(state.get(), workerId, nanoTime.getAsLong()));
    }

    public void heartbeat(HeartbeatRequest heartbeat) {
        change(() -> facts.heartbeat(state.get(), heartbeat, nanoTime.getAsLong()));
    }

    /** Lets time pass and takes in what changed in the state. */
    public void tick() {
        change(() -> {
            facts.tick(state.get(), nanoTime.getAsLong());
            instances.tick(nanoTime.getAsLong());
        });
    }

    /**
     * A service announced itself.
     *
     * @return false when there are too many
     */
    public boolean announce(Instance instance) {
        return read(_ -> instances.announce(instance, nanoTime.getAsLong()));
    }

    /** A service said that it stops. */
    public void forget(String instanceId) {
        change(() -> instances.forget(instanceId));
    }

    /** The services that announced themselves lately, by role, then address. */
    public List<InstanceStatus> instances() {
        return read(_ -> instances.live(nanoTime.getAsLong()));
    }

    private void change(Runnable action) {
        lock.lock();
        try {
            long before = facts.version();
            action.run();
            if (facts.version() != before) {
                news.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Reads the facts; {@code reader} must be quick and must not keep them. */
    public <T> T read(Function<SoftFacts, T> reader) {
        lock.lock();
        try {
            return reader.apply(facts);
        } finally {
            lock.unlock();
        }
    }

    /** Wakes all who wait, so that they look at their conditions again. */
    public void signal() {
        lock.lock();
        try {
            news.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the condition is true, the tenure is closed or the time is over. */
    public void await(BooleanSupplier condition, Duration timeout) throws InterruptedException {
        long left = timeout.toNanos();
        lock.lock();
        try {
            while (!closed && left > 0 && !condition.getAsBoolean()) {
                left = news.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Version of the facts, without waiting for a copy of them; to be called from {@link #await} conditions as well. */
    public long factsVersion() {
        return read(SoftFacts::version);
    }

    /** The leadership is over: all who wait wake up. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            news.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Runs {@link #tick()} on a virtual thread until the tenure is closed. */
    public void startTicking(Duration period, Runnable alsoDo) {
        Thread.ofVirtual().name("pd-tenure-" + term).start(() -> {
            while (!closed) {
                tick();
                alsoDo.run();
                pause(period);
            }
        });
    }

    private void pause(Duration period) {
        try {
            await(() -> false, period);
        } catch (InterruptedException e) {
            // nobody interrupts this thread; if somebody does, it has no more to do
            close();
        }
    }

    @Override
    public String toString() {
        return "tenure of term " + term + (closed ? ", closed" : "") + ", "
                + TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong() - startNanos) + " ms old";
    }
}
