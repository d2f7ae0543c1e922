package io.vectron.raft.log;

/** Hears of each batch that was written to the raft log, on the committing thread: must return at once. */
@FunctionalInterface
public interface AppendObserver {
    AppendObserver NONE = (requests, nanos) -> {};

    /**
     * @param requests of all groups that the batch took together
     * @param nanos that the write took, fsync included
     */
    void appended(int requests, long nanos);
}
