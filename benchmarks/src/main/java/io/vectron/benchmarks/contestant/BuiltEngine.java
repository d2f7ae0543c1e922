package io.vectron.benchmarks.contestant;

import io.vectron.benchmarks.data.VectorFile;
import io.vectron.drift.Drift;
import io.vectron.drift.DriftResources;
import io.vectron.drift.DriftResourcesSettings;
import io.vectron.drift.DriftSettings;
import io.vectron.drift.Op;
import io.vectron.drift.Upsert;
import io.vectron.drift.WriteBatch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** An engine without a log over rows that have all been flushed, compacted and calibrated. */
record BuiltEngine(Drift drift, DriftResources resources) implements AutoCloseable {
    private static final int BATCH_ROWS = 1000;
    private static final byte[] NO_PAYLOAD = {};
    /** The longest that the engine allows: a build that waits is slow, not failed. */
    private static final long APPLY_WAIT_MILLIS = 600_000;

    static BuiltEngine build(Path directory, DriftSettings settings, VectorFile base, int threads) {
        DriftResources resources = DriftResources.create(
                new DriftResourcesSettings(DriftResourcesSettings.defaults().memtableBytesMax(), threads));
        Drift drift = Drift.open(directory, settings.withApplyWaitMillisMax(APPLY_WAIT_MILLIS), resources);
        BuiltEngine engine = new BuiltEngine(drift, resources);
        engine.fill(base);
        return engine;
    }

    private void fill(VectorFile base) {
        long sequence = 0;
        for (int from = 0; from < base.rows(); from += BATCH_ROWS) {
            List<Op> ops = new ArrayList<>(BATCH_ROWS);
            for (int row = from; row < Math.min(base.rows(), from + BATCH_ROWS); row++) {
                ops.add(new Upsert(VectronContestant.id(row), base.row(row), NO_PAYLOAD));
            }
            drift.apply(sequence++, new WriteBatch(ops));
        }
        drift.flush();
        // waits for one in the background, and measures how deep searches have to go
        drift.compactNow();
        if (drift.count() != base.rows()) {
            throw new IllegalStateException("the engine has " + drift.count() + " rows, expected " + base.rows());
        }
    }

    @Override
    public void close() {
        drift.close();
        resources.close();
    }
}
