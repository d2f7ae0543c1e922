package io.vectron.benchmarks.engine;

import io.vectron.benchmarks.data.VectorFile;
import io.vectron.benchmarks.work.Directories;
import io.vectron.drift.Drift;
import io.vectron.drift.DriftResources;
import io.vectron.drift.DriftSettings;
import io.vectron.drift.DriftStats;
import io.vectron.drift.Op;
import io.vectron.drift.SearchRequest;
import io.vectron.drift.Upsert;
import io.vectron.drift.WriteBatch;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The engine with its own log over one directory. Ids are eight bytes, payloads empty.
 *
 * @param batchRows rows of a batch, each of which is durable before the next is written
 */
record EngineRun(Path directory, DriftSettings settings, VectorFile vectors, int batchRows) {

    /**
     * What an ingest took.
     *
     * @param loggedSeconds until the last batch was durable in the log
     * @param flushedSeconds until every row was in a segment
     * @param compactedSeconds until nothing was left to compact
     */
    record Ingest(double loggedSeconds, double flushedSeconds, double compactedSeconds) {}

    /** Writes all rows, then waits until they are in segments, then until those are merged. */
    Ingest ingest() {
        try (DriftResources resources = DriftResources.createDefault();
                Drift drift = Drift.openWithLog(directory, settings, resources)) {
            long start = System.nanoTime();
            writeAll(drift);
            double logged = seconds(start);
            drift.flush();
            double flushed = seconds(start);
            drift.compactNow();
            return new Ingest(logged, flushed, seconds(start));
        }
    }

    private void writeAll(Drift drift) {
        for (int from = 0; from < vectors.rows(); from += batchRows) {
            List<Op> ops = new ArrayList<>(batchRows);
            for (int row = from; row < Math.min(vectors.rows(), from + batchRows); row++) {
                ops.add(new Upsert(id(row), vectors.row(row), new byte[0]));
            }
            var _ = drift.write(new WriteBatch(ops));
        }
    }

    private static byte[] id(int row) {
        return ByteBuffer.allocate(Long.BYTES).putLong(row).array();
    }

    /** Seconds from the call of open to the first answer. */
    double openSeconds() {
        try (DriftResources resources = DriftResources.createDefault()) {
            long start = System.nanoTime();
            try (Drift drift = Drift.openWithLog(directory, settings, resources)) {
                requireHits(drift);
                return seconds(start);
            }
        }
    }

    private void requireHits(Drift drift) {
        if (drift.search(SearchRequest.of(vectors.row(0), 1)).hits().isEmpty()) {
            throw new IllegalStateException("no answer from " + directory);
        }
    }

    /**
     * Writes all rows and stops as a killed process would, with every row in the log and none in a segment.
     *
     * @param killed gets the files as they are at that moment
     * @return of the memtables then
     */
    DriftStats writeAndCopy(Path killed) {
        try (DriftResources resources = DriftResources.createDefault();
                Drift drift = Drift.openWithLog(directory, settings, resources)) {
            writeAll(drift);
            DriftStats stats = drift.stats();
            if (stats.segments() > 0) {
                throw new IllegalStateException("rows were flushed, the log is not all there is: " + stats);
            }
            Directories.copy(directory, killed);
            return stats;
        }
    }

    /** Seconds until an engine whose rows are in the log answers; all of them have to be there. */
    double recoverySeconds() {
        try (DriftResources resources = DriftResources.createDefault()) {
            long start = System.nanoTime();
            try (Drift drift = Drift.openWithLog(directory, settings, resources)) {
                requireHits(drift);
                double took = seconds(start);
                if (drift.count() != vectors.rows()) {
                    throw new IllegalStateException(
                            directory + " has " + drift.count() + " rows, expected " + vectors.rows());
                }
                return took;
            }
        }
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
