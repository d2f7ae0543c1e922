package io.vectron.drift.engine;

import io.vectron.drift.BulkRows;
import io.vectron.drift.DriftSettings;
import io.vectron.drift.Metric;
import io.vectron.drift.query.PreparedQuery;
import io.vectron.drift.segment.RowSource;

/** The rows of a bulk build: slot and number of a row are the same, all have one version. */
final class BulkSource implements RowSource {
    private final BulkRows rows;
    private final long version;
    /** Empty but under cosine. */
    private final float[] inverseNorms;

    /**
     * @param version of all rows
     */
    BulkSource(BulkRows rows, DriftSettings settings, long version) {
        this.rows = rows;
        this.version = version;
        this.inverseNorms = new float[settings.metric() == Metric.COSINE ? rows.count() : 0];
    }

    /** Notes what is known of a row's vector; before anything else is asked of the row. */
    void note(int row, float[] vector) {
        if (inverseNorms.length > 0) {
            inverseNorms[row] = PreparedQuery.inverseNorm(Metric.COSINE, vector, 0, vector.length);
        }
    }

    @Override
    public int rows() {
        return rows.count();
    }

    @Override
    public void copyVector(int row, float[] target, int at) {
        rows.copyVector(row, target, at);
    }

    @Override
    public float inverseNorm(int row) {
        return inverseNorms.length == 0 ? 1 : inverseNorms[row];
    }

    @Override
    public int slot(int row) {
        return row;
    }

    @Override
    public long version(int row) {
        return version;
    }

    @Override
    public byte[] id(int row) {
        return rows.id(row);
    }

    @Override
    public byte[] payload(int row) {
        return rows.payload(row);
    }
}
