package io.vectron.drift.log;

import io.vectron.drift.WriteBatch;

/**
 * The log of an engine whose caller keeps one: in a worker, the Raft log. It was written before the engine sees a batch, and
 * the caller applies again, after opening, what comes after the engine's durable sequence. So there is nothing to do here.
 * Thread-safe.
 */
public final class ExternalLog implements BatchLog {
    @Override
    public ReplayReport replay(long afterSequence, BatchConsumer consumer) {
        return ReplayReport.NOTHING;
    }

    @Override
    public void append(long sequence, WriteBatch batch) {}

    @Override
    public void awaitDurable(long sequence) {}

    @Override
    public void roll() {}

    @Override
    public void release(long durableSequence) {}

    @Override
    public void close() {}
}
