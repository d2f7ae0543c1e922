package io.vectron.drift.engine;

import io.vectron.drift.bucket.BucketMap;
import io.vectron.drift.bucket.Calibration;
import io.vectron.drift.bucket.Part;
import io.vectron.drift.memtable.Memtable;
import java.util.List;

/**
 * What a search looks into: memtables and buckets. Immutable; its segments stay open for whoever entered the epochs before
 * it was replaced.
 *
 * @param active takes the writes
 * @param frozen memtables that wait for their flush, oldest first
 * @param map the buckets, over the segments in the order of the manifest
 * @param calibration how far a search goes into the buckets
 */
record Version(Memtable active, List<Memtable> frozen, BucketMap map, Calibration calibration) {
    Version {
        frozen = List.copyOf(frozen);
    }

    List<Part> parts() {
        return map.parts();
    }

    long memtableBytes() {
        long bytes = active.bytes();
        for (Memtable memtable : frozen) {
            bytes += memtable.bytes();
        }
        return bytes;
    }

    long memtableRows() {
        long rows = active.rows();
        for (Memtable memtable : frozen) {
            rows += memtable.rows();
        }
        return rows;
    }
}
