package io.vectron.drift.log;

import io.vectron.drift.WriteBatch;

/**
 * What an engine asks of the log before it. An engine replays once, then appends a batch, applies it, and acknowledges it
 * when {@link #awaitDurable} has returned; it rolls when it freezes a memtable, and releases when one is flushed.
 *
 * <p>Errors: {@link io.vectron.drift.StorageFailedException} when a call to storage failed; the log has ended then, and
 * every later call throws one. Nothing is tried again: after a failed write or sync nobody knows what the disk has. What
 * was awaited before is safe. Close the log, open it anew and replay. A full disk ends a log only in a replay or a sync; for
 * the other calls {@link io.vectron.drift.StorageFullException} says that nothing of them has happened, and they may be made
 * again.
 */
public interface BatchLog extends AutoCloseable {
    /**
     * Takes the batches back that were appended before, and readies the log for more. Comes first, and once; after an
     * exception it may be called again. Batches that come after it began to be applied and were not durable are durable now.
     *
     * @param afterSequence everything up to it is durable elsewhere; only batches after it are replayed, and files that
     *     hold no others may be removed
     * @throws io.vectron.drift.CorruptDataException when the log is damaged before its torn tail; names file and offset
     */
    ReplayReport replay(long afterSequence, BatchConsumer consumer);

    /**
     * Takes a batch, which is not durable yet. By one thread at a time; copies what it needs.
     *
     * @param sequence above that of any batch appended or replayed, and above the sequence that was replayed after
     * @throws IllegalArgumentException when it is not, or the batch does not fit the log; the log goes on without it
     * @throws io.vectron.drift.StorageFullException when there is no room for the whole batch; the log goes on without it
     */
    void append(long sequence, WriteBatch batch);

    /**
     * Returns when the batch of a sequence, and every one before it, survives a power cut. By any number of threads at
     * once; one of them does the work for all. Not ended by an interrupt.
     *
     * @param sequence at most that of the last batch
     */
    void awaitDurable(long sequence);

    /**
     * Makes everything durable and starts a new file, so that this one can be released by itself.
     *
     * @throws io.vectron.drift.StorageFullException when there is no room for a new file; the log goes on in the old one
     */
    void roll();

    /**
     * Gives up files whose batches all lie at or below a sequence that is durable elsewhere. By any thread. What a full disk
     * keeps from being given up waits for the next call.
     */
    void release(long durableSequence);

    /** Makes everything appended durable, unless the log has failed, and ends. Closing twice is harmless. */
    @Override
    void close();
}
