package io.vectron.benchmarks.contestant;

import io.vectron.benchmarks.data.VectorFile;
import io.vectron.drift.BulkRows;
import io.vectron.drift.Drift;
import io.vectron.drift.DriftResources;
import io.vectron.drift.DriftResourcesSettings;
import io.vectron.drift.DriftSettings;
import java.nio.file.Path;

/** An engine that was built in bulk, calibrated. */
record BuiltEngine(Drift drift, DriftResources resources) implements AutoCloseable {
    private static final byte[] NO_PAYLOAD = {};

    /** The rows of a file; their ids are their numbers. */
    private record Rows(VectorFile base) implements BulkRows {
        @Override
        public int count() {
            return base.rows();
        }

        @Override
        public void copyVector(int row, float[] target, int at) {
            System.arraycopy(base.values(), row * base.dimension(), target, at, base.dimension());
        }

        @Override
        public byte[] id(int row) {
            return VectronContestant.id(row);
        }

        @Override
        public byte[] payload(int row) {
            return NO_PAYLOAD;
        }
    }

    static BuiltEngine build(Path directory, DriftSettings settings, VectorFile base, int threads) {
        DriftResources resources =
                DriftResources.create(DriftResourcesSettings.defaults().withBackgroundThreads(threads));
        return new BuiltEngine(Drift.build(directory, settings, resources, new Rows(base), 0), resources);
    }

    @Override
    public void close() {
        drift.close();
        resources.close();
    }
}
