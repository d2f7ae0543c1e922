package io.vectron.drift.segment;

import io.vectron.drift.CorruptDataException;
import io.vectron.drift.DriftSettings;
import io.vectron.drift.Limits;
import io.vectron.drift.Metric;
import io.vectron.drift.storage.FileNames;
import io.vectron.drift.storage.Storage;
import io.vectron.drift.storage.StorageReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/** The first fields of a segment file, for whoever has no manifest that says the same. */
final class SegmentHeader {
    private SegmentHeader() {}

    /**
     * Settings of the dimension and metric in the header; its checksum is left to whoever opens the segment with them.
     *
     * @throws CorruptDataException when they cannot be a segment's
     */
    static DriftSettings settings(Storage storage, long number) throws IOException {
        String name = FileNames.segment(number);
        Path file = storage.path().resolve(name);
        ByteBuffer in = ByteBuffer.allocate(SegmentFormat.HEADER_METRIC_AT + Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        try (StorageReader reader = storage.open(name)) {
            if (reader.length() < in.capacity()) {
                throw CorruptDataException.at(file, 0, "file length", "a whole segment", reader.length());
            }
            reader.read(0, in);
        }
        long magic = in.getLong(SegmentFormat.MAGIC_AT);
        if (magic != SegmentFormat.HEADER_MAGIC) {
            throw CorruptDataException.at(file, 0, "header magic", SegmentFormat.HEADER_MAGIC, magic);
        }
        int dimension = in.getInt(SegmentFormat.HEADER_DIMENSION_AT);
        if (dimension < 1 || dimension > Limits.DIMENSION_MAX) {
            throw CorruptDataException.at(
                    file, SegmentFormat.HEADER_DIMENSION_AT, "dimension", "1 to " + Limits.DIMENSION_MAX, dimension);
        }
        return DriftSettings.of(dimension, metric(file, in.getInt(SegmentFormat.HEADER_METRIC_AT)));
    }

    private static Metric metric(Path file, int code) {
        for (Metric metric : Metric.values()) {
            if (metric.formatCode() == code) {
                return metric;
            }
        }
        throw CorruptDataException.at(file, SegmentFormat.HEADER_METRIC_AT, "metric code", "a known metric", code);
    }
}
