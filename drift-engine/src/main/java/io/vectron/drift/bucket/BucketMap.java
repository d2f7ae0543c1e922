package io.vectron.drift.bucket;

import io.vectron.drift.DriftSettings;
import io.vectron.drift.Metric;
import io.vectron.drift.segment.Segment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which row groups of which segments make up each bucket. A bucket's centroid never changes, and every segment that holds a
 * row group of it holds the centroid: the map follows from the segments alone. Immutable.
 *
 * <p>Concurrency: {@code index} is made once, under the map's monitor.
 *
 * <p>Rows of all parts are numbered through, part after part, so that an int names a stored row.
 */
public final class BucketMap {
    private final int dimension;
    private final Metric metric;
    private final List<Part> parts;
    private final BitSet[] retired;
    private final int[] firstRow;
    private final long[] ids;
    private final float[] centroids;
    private final int[] extentsFrom;
    private final int[] extentPart;
    private final int[] extentGroup;
    private final int[] extentRows;
    private final int[] extentCopies;
    private final int[] extentFirstRow;
    private final long[] extentHot;
    private final long rows;
    private final boolean hasCopies;
    private volatile @Nullable CentroidIndex index;

    private BucketMap(List<Part> parts, DriftSettings settings, List<long[]> extents) {
        this.parts = parts;
        this.dimension = settings.dimension();
        this.metric = settings.metric();
        this.retired = parts.stream().map(Part::retiredBits).toArray(BitSet[]::new);
        this.firstRow = new int[parts.size() + 1];
        for (int p = 0; p < parts.size(); p++) {
            firstRow[p + 1] = Math.addExact(firstRow[p], parts.get(p).segment().rows());
        }
        Map<Long, Integer> indexOf = new HashMap<>();
        for (long[] extent : extents) {
            indexOf.putIfAbsent(extent[0], indexOf.size());
        }
        this.ids = new long[indexOf.size()];
        this.centroids = new float[ids.length * dimension];
        this.extentsFrom = new int[ids.length + 1];
        this.extentPart = new int[extents.size()];
        this.extentGroup = new int[extents.size()];
        this.extentRows = new int[extents.size()];
        this.extentCopies = new int[extents.size()];
        this.extentFirstRow = new int[extents.size()];
        this.extentHot = new long[extents.size()];
        indexOf.forEach((id, index) -> ids[index] = id);
        for (long[] extent : extents) {
            extentsFrom[indexOf.getOrDefault(extent[0], 0) + 1]++;
        }
        for (int b = 0; b < ids.length; b++) {
            extentsFrom[b + 1] += extentsFrom[b];
        }
        int[] next = Arrays.copyOf(extentsFrom, ids.length);
        for (long[] extent : extents) {
            int index = indexOf.getOrDefault(extent[0], 0);
            int at = next[index]++;
            extentPart[at] = (int) extent[1];
            extentGroup[at] = (int) extent[2];
            Segment segment = parts.get(extentPart[at]).segment();
            extentRows[at] = segment.rowsOf(extentGroup[at]);
            extentCopies[at] = segment.copiesOf(extentGroup[at]);
            extentFirstRow[at] = firstRow[extentPart[at]] + segment.firstRow(extentGroup[at]);
            extentHot[at] = segment.hotAt(extentGroup[at]);
            if (at == extentsFrom[index]) {
                segment.copyCentroid(extentGroup[at], centroids, index * dimension);
            }
        }
        this.rows = Arrays.stream(extentRows).asLongStream().sum();
        this.hasCopies = Arrays.stream(extentCopies).anyMatch(n -> n > 0);
    }

    /** The map of some parts. Its cost grows with the number of row groups, not of rows. */
    public static BucketMap of(List<Part> parts, DriftSettings settings) {
        List<long[]> extents = new ArrayList<>();
        for (int p = 0; p < parts.size(); p++) {
            Segment segment = parts.get(p).segment();
            BitSet gone = parts.get(p).retiredBits();
            for (int group = 0; group < segment.groups(); group++) {
                if (!gone.get(group)) {
                    extents.add(new long[] {segment.bucket(group), p, group});
                }
            }
        }
        return new BucketMap(List.copyOf(parts), settings, extents);
    }

    /** Takes over what an older map has made ready for queries, when the buckets are the same. */
    public void inherit(BucketMap older) {
        if (Arrays.equals(ids, older.ids)) {
            index = older.index;
        }
    }

    /** Makes ready for queries what the first one would have to. */
    public void prepare() {
        if (size() > 0) {
            var _ = index();
        }
    }

    /** The centroids, made ready for queries; there must be some. Made when it is asked for first. */
    CentroidIndex index() {
        CentroidIndex known = index;
        if (known == null) {
            synchronized (this) {
                known = index;
                if (known == null) {
                    known = new CentroidIndex(centroids, ids.length, dimension, metric);
                    index = known;
                }
            }
        }
        return known;
    }

    /** Number of buckets. */
    public int size() {
        return ids.length;
    }

    public int dimension() {
        return dimension;
    }

    public List<Part> parts() {
        return parts;
    }

    /** Id of the bucket at an index. */
    public long id(int bucket) {
        return ids[bucket];
    }

    /** Centroids, [size x dimension]. Not to be changed. */
    public float[] centroids() {
        return centroids;
    }

    /** A copy of one centroid. */
    public float[] centroid(int bucket) {
        return Arrays.copyOfRange(centroids, bucket * dimension, (bucket + 1) * dimension);
    }

    /** Where a bucket's extents start; they end where the next bucket's start. */
    public int extentsFrom(int bucket) {
        return extentsFrom[bucket];
    }

    /** Index of the part that an extent lies in. */
    public int extentPart(int extent) {
        return extentPart[extent];
    }

    /** The row group of its segment that an extent is. */
    public int extentGroup(int extent) {
        return extentGroup[extent];
    }

    /** Rows of an extent, dead ones included. */
    public int extentRows(int extent) {
        return extentRows[extent];
    }

    /** Rows that a scan of an extent looks at: its own, then copies of rows of other extents. */
    int extentLanes(int extent) {
        return extentRows[extent] + extentCopies[extent];
    }

    /** Whether any extent holds copies. */
    boolean hasCopies() {
        return hasCopies;
    }

    /** Number of the row that a copy of an extent is of; the extent's codes have been verified. */
    int copied(int extent, int copy) {
        return firstRow[extentPart[extent]]
                + extentSegment(extent).copied(extentGroup[extent], extentHot[extent], copy);
    }

    /** Number of an extent's first row. */
    public int extentFirstRow(int extent) {
        return extentFirstRow[extent];
    }

    /** Where the blocks of an extent start in its segment; not verified. */
    public long extentHot(int extent) {
        return extentHot[extent];
    }

    /** The segment that an extent lies in. */
    public Segment extentSegment(int extent) {
        return parts.get(extentPart[extent]).segment();
    }

    /** Live rows of a bucket. */
    public int live(int bucket) {
        int live = 0;
        for (int extent = extentsFrom[bucket]; extent < extentsFrom[bucket + 1]; extent++) {
            live += extentSegment(extent).live(extentGroup[extent]);
        }
        return live;
    }

    /** Copies of rows of other buckets that a bucket holds. */
    int copies(int bucket) {
        int copies = 0;
        for (int extent = extentsFrom[bucket]; extent < extentsFrom[bucket + 1]; extent++) {
            copies += extentCopies[extent];
        }
        return copies;
    }

    /** Stored rows of a bucket, dead ones included. */
    public int rows(int bucket) {
        int rows = 0;
        for (int extent = extentsFrom[bucket]; extent < extentsFrom[bucket + 1]; extent++) {
            rows += extentRows[extent];
        }
        return rows;
    }

    /** Stored rows of all buckets, dead ones included. */
    public long rows() {
        return rows;
    }

    /** Live rows of all buckets. */
    public long live() {
        long live = 0;
        for (int extent = 0; extent < extentPart.length; extent++) {
            live += extentSegment(extent).live(extentGroup[extent]);
        }
        return live;
    }

    /** Number of the first row of a part. */
    public int firstRow(int part) {
        return firstRow[part];
    }

    /** The part that a row number belongs to. */
    public int partOf(int row) {
        // Few, and the oldest is the largest. Parts without rows share their first row with the next, and are passed
        // over.
        int part = 0;
        while (row >= firstRow[part + 1]) {
            part++;
        }
        return part;
    }

    /** Whether a part has row groups that do not count any more. */
    boolean hasRetired(int part) {
        return !retired[part].isEmpty();
    }

    /** Whether a row group of a part does not count any more. */
    public boolean isRetired(int part, int group) {
        return retired[part].get(group);
    }
}
