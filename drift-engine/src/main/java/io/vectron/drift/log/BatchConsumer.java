package io.vectron.drift.log;

import io.vectron.drift.WriteBatch;

/** Takes the batches of a log, in order. */
@FunctionalInterface
public interface BatchConsumer {
    /** Called on the thread that replays; the batch and its arrays are the consumer's. What it throws ends the replay. */
    void accept(long sequence, WriteBatch batch);
}
