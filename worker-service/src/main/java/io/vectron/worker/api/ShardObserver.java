package io.vectron.worker.api;

import io.vectron.drift.SearchFacts;

/** Hears of each call of a router; must return at once. */
public interface ShardObserver {
    /** The code of a call that succeeded. */
    String OK = "OK";

    /**
     * @param operation write, get or search
     * @param collection of the shard; empty when the shard does not run here
     * @param code {@link #OK} or the error code's name
     * @param nanos that the call took
     */
    void ended(String operation, String collection, String code, long nanos);

    /** One query was answered from one replica. */
    void searched(String collection, SearchFacts facts);
}
