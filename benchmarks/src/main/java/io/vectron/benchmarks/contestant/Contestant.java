package io.vectron.benchmarks.contestant;

import io.vectron.benchmarks.data.VectorFile;
import java.io.IOException;

/** An index that is measured, inside of its process. Ids are row numbers. Not thread-safe but for {@link Searcher}s. */
interface Contestant extends AutoCloseable {
    /** The library's version, as far as it can be told. */
    String version();

    /** What was chosen of its settings, for people. */
    String settings();

    /**
     * Builds the index over all rows, which the caller does not keep.
     *
     * @param threads to build with, as far as it can be told to
     * @return bytes of its files; 0 without any
     */
    long build(VectorFile base, int threads) throws IOException;

    /** Makes ready for a pass over the queries. What it does is not counted. */
    Pass prepare(VectorFile queries, int k, double effort) throws IOException;

    @Override
    void close() throws IOException;

    /** Searches of one effort. */
    interface Pass {
        /** One for each thread. */
        Searcher searcher();
    }

    /** Searches in one thread. */
    interface Searcher {
        /**
         * Finds the rows nearest to a query.
         *
         * @param ids gets their numbers; what is not filled stays as it is
         * @param at index of the first of them
         * @param tally gets what the search did
         */
        void search(int query, int[] ids, int at, Tally tally) throws IOException;
    }
}
