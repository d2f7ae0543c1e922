package io.vectron.drift.memtable;

import io.vectron.drift.DriftSettings;
import io.vectron.drift.Metric;
import io.vectron.drift.kernel.NearestHeap;
import io.vectron.drift.kernel.Packed;
import io.vectron.drift.query.HitCollector;
import io.vectron.drift.query.PreparedQuery;
import io.vectron.drift.query.RowOwner;
import io.vectron.drift.query.ScanTally;
import io.vectron.drift.segment.Tombstone;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Rows that are not yet in a file. An update appends a row and kills the old one; a delete only kills.
 *
 * <p>Concurrency: one writer at a time (the engine's writer lock); searches and look-ups run beside it without locks, see
 * {@link Nodes}, {@link Graph} and {@link IdTable}; rows are linked into the graph later, by other threads, see
 * {@link Linker}. Once frozen no row is added; rows may still die.
 *
 * <p>Invariants: of all rows of one id at most one is live in any state; {@code previous} leads to older rows of the id.
 */
public final class Memtable implements RowOwner {
    /** The death of a row that lives. */
    public static final long NEVER = Long.MAX_VALUE;

    /** Below this many rows a scan is faster than a walk, and exact. */
    private static final int SCAN_ROWS_MAX = 2048;

    private static final int TUNING_QUERIES = 64;
    private static final int ROW_OVERHEAD_BYTES = 48;
    private static final int BYTES_OVERHEAD_EMPTY = 512;

    private final Metric metric;
    private final int dimension;
    private final Nodes nodes;
    private final Graph graph;
    private final Linker linker;
    private final IdTable ids;
    /** What was deleted in this memtable's time; guarded by the engine's writer lock until frozen. */
    private final List<Tombstone> tombstones = new ArrayList<>();

    private volatile @Nullable GraphTuning tuning;
    private int tunedRows = SCAN_ROWS_MAX;
    private volatile long variableBytes;
    private volatile long lastSequence;

    /**
     * An empty memtable that continues after a sequence.
     *
     * @param executor where rows are linked into the graph
     */
    public Memtable(DriftSettings settings, long afterSequence, Executor executor) {
        this.metric = settings.metric();
        this.dimension = settings.dimension();
        this.nodes = new Nodes(dimension, Graph.linksPerNode(settings.graphDegree()));
        this.graph =
                new Graph(nodes, metric, settings.graphDegree(), settings.graphEfConstruction(), settings.dimension());
        this.linker = new Linker(nodes, graph, executor, this::tuneWhenDoubled);
        this.ids = new IdTable(nodes);
        this.lastSequence = afterSequence;
    }

    /** Adds a row; the caller kills the one that it replaces. Copies its arguments. Writer only. */
    public void upsert(byte[] id, float[] vector, byte[] payload, long sequence, int slot) {
        byte[] ownId = id.clone();
        float inverseNorm = PreparedQuery.inverseNorm(metric, vector, 0, dimension);
        int previous = ids.find(id);
        int row = nodes.append(ownId, vector, inverseNorm, payload.clone(), new RowIdentity(slot, sequence), previous);
        nodes.publish(row);
        ids.put(ownId, row);
        variableBytes = variableBytes + ROW_OVERHEAD_BYTES + id.length + payload.length;
    }

    /** Marks a row dead. Writer only. */
    public void kill(int row, long sequence) {
        nodes.kill(row, sequence);
    }

    /** Remembers that the row of a slot was deleted, for the files that hold older copies of it. Writer only. */
    public void rememberDelete(int slot, long sequence) {
        tombstones.add(new Tombstone(slot, sequence));
        long before = variableBytes;
        variableBytes = before + ROW_OVERHEAD_BYTES;
    }

    /** Moves the end of what this memtable covers. Writer only. */
    public void advance(long sequence) {
        lastSequence = sequence;
    }

    /** The newest row of an id that lives in the state after a sequence, or -1. */
    public int find(byte[] id, long snapshot) {
        for (int row = ids.find(id); row != Nodes.NONE; row = nodes.previous(row)) {
            if (nodes.isLive(row, snapshot)) {
                return row;
            }
        }
        return Nodes.NONE;
    }

    /** No row will be added any more. */
    public void freeze() {
        linker.freeze();
    }

    /** Offers the rows nearest to a query that live in its snapshot. */
    public void search(PreparedQuery query, HitCollector hits, ScanTally tally) {
        int rows = nodes.count();
        if (rows == 0) {
            return;
        }
        GraphTuning tuned = tuning;
        int linked = linker.linked();
        int ef = tuned == null || query.isExact() ? GraphTuning.SCAN : tuned.efFor(query.recall(), query.k());
        boolean isWalked = linked > SCAN_ROWS_MAX && ef < linked / 4 && walk(query, ef, linked, hits, tally);
        scan(query, isWalked ? linked : 0, rows, hits, tally);
        if (!query.isExact() && rows > SCAN_ROWS_MAX) {
            linker.countScanned(rows - linked);
        }
    }

    /** False when the graph led to fewer than k live rows, so that only a scan can tell. */
    private boolean walk(PreparedQuery query, int ef, int linked, HitCollector hits, ScanTally tally) {
        GraphScratch scratch = GraphScratch.take();
        // Rows that are being linked right now will be met in the tail.
        int computed = graph.search(
                query, Math.max(ef, query.k()), scratch, row -> row < linked && nodes.isLive(row, query.snapshot()));
        tally.addRows(computed, 4L * dimension * computed);
        boolean isEnough = scratch.best.size() >= query.k();
        if (isEnough) {
            for (long packed : scratch.best.drainBestFirst()) {
                hits.offer(Packed.distance(packed), this, Packed.row(packed));
            }
            tally.addRecall(query.recall(), linked);
        }
        scratch.giveBack();
        return isEnough;
    }

    private void scan(PreparedQuery query, int from, int rows, HitCollector hits, ScanTally tally) {
        int row = from;
        int compared = 0;
        for (; row < rows; row++) {
            if ((row & 1023) == 1023 && query.isLate()) {
                tally.markLate();
                break;
            }
            if (nodes.isLive(row, query.snapshot())) {
                hits.offer(distance(query, row), this, row);
                compared++;
            }
        }
        tally.addRows(compared, 4L * dimension * compared);
        if (rows > from) {
            tally.addRecall((double) (row - from) / (rows - from), rows - from);
        }
    }

    private float distance(PreparedQuery query, int row) {
        return query.distance(nodes.chunk(row).vectors, nodes.vectorAt(row), nodes.inverseNorm(row));
    }

    private void tuneWhenDoubled() {
        int linked = linker.linked();
        if (linked >= 2 * tunedRows) {
            tunedRows = linked;
            tune(linked);
        }
    }

    /** Measures what effort reaches which recall, on a sample of the linked rows. Runs on the linking thread. */
    private void tune(int rows) {
        SplittableRandom random = new SplittableRandom(rows);
        double[] found = new double[GraphTuning.LADDER.length];
        double[] squares = new double[GraphTuning.LADDER.length];
        GraphScratch scratch = GraphScratch.take();
        NearestHeap truth = new NearestHeap(GraphTuning.K);
        for (int q = 0; q < TUNING_QUERIES; q++) {
            int self = random.nextInt(rows);
            PreparedQuery query =
                    new PreparedQuery(metric, vector(self), GraphTuning.K, 1, Long.MAX_VALUE, Long.MAX_VALUE);
            truth.reset(GraphTuning.K);
            for (int row = 0; row < rows; row++) {
                float distance = distance(query, row);
                if (row != self && truth.admits(distance)) {
                    truth.offer(Packed.of(distance, row));
                }
            }
            long[] nearest = truth.drainBestFirst();
            double recall = 0;
            for (int step = 0; step < found.length; step++) {
                if (recall < 1) {
                    int _ = graph.search(query, GraphTuning.LADDER[step], scratch, row -> row != self && row < rows);
                    recall = overlap(nearest, scratch.best.drainBestFirst());
                }
                found[step] += recall / TUNING_QUERIES;
                squares[step] += recall * recall / TUNING_QUERIES;
            }
        }
        scratch.giveBack();
        tuning = new GraphTuning(efsFor(found, squares));
    }

    private static double overlap(long[] truth, long[] found) {
        // Distances decide, for rows at equal distance are equally right.
        float worst = Packed.distance(truth[truth.length - 1]);
        int right = 0;
        for (int i = 0; i < Math.min(found.length, truth.length); i++) {
            right += Packed.distance(found[i]) <= worst ? 1 : 0;
        }
        return (double) right / truth.length;
    }

    private static int[] efsFor(double[] found, double[] squares) {
        int[] efs = new int[GraphTuning.TARGETS.length];
        for (int t = 0; t < efs.length; t++) {
            efs[t] = GraphTuning.SCAN;
            for (int step = found.length - 1; step >= 0; step--) {
                double error = Math.sqrt(Math.max(0, squares[step] - found[step] * found[step]) / TUNING_QUERIES);
                if (found[step] - error < GraphTuning.TARGETS[t]) {
                    break;
                }
                // One step more than measured: the memtable grows to twice its rows before the next measurement.
                efs[t] = GraphTuning.LADDER[Math.min(step + 1, found.length - 1)];
            }
        }
        return efs;
    }

    /** Links all rows into the graph now. For tests and measurements. */
    public void linkAll(int threads) throws InterruptedException {
        linker.linkAll(threads);
    }

    /** Rows that are linked into the graph. */
    public int linked() {
        return linker.linked();
    }

    /** Rows, dead ones included. */
    public int rows() {
        return nodes.count();
    }

    /** True when neither a row nor the death of a row outside depends on this memtable being flushed. */
    public boolean isEmpty() {
        return nodes.count() == 0 && tombstones.isEmpty();
    }

    /** Heap held. */
    public long bytes() {
        return BYTES_OVERHEAD_EMPTY + nodes.chunkBytes() + ids.bytes() + variableBytes;
    }

    /** Heap held by rows, growing with each write; the measure that rotation goes by. */
    public long usedBytes() {
        return variableBytes + nodes.count() * (4L * dimension + 4L * nodes.linksPerNode + 44);
    }

    /** The last sequence that this memtable covers. */
    public long lastSequence() {
        return lastSequence;
    }

    /** What was deleted in its time. Only for a frozen memtable. */
    public List<Tombstone> tombstones() {
        return tombstones;
    }

    /** The slot of a row. */
    public int slot(int row) {
        return nodes.slot(row);
    }

    /** When a row died; {@link #NEVER} for a live one. */
    public long deathOf(int row) {
        return nodes.deathOf(row);
    }

    @Override
    public byte[] payload(int row) {
        return nodes.payload(row);
    }

    /** 1 / |x| under cosine, 1 otherwise. */
    public float inverseNorm(int row) {
        return nodes.inverseNorm(row);
    }

    /** Copies the vector of a row. */
    public void copyVector(int row, float[] target, int at) {
        System.arraycopy(nodes.chunk(row).vectors, nodes.vectorAt(row), target, at, dimension);
    }

    @Override
    public byte[] id(int row) {
        return nodes.id(row);
    }

    @Override
    public long sequence(int row) {
        return nodes.sequence(row);
    }

    @Override
    public float[] vector(int row) {
        int at = nodes.vectorAt(row);
        return Arrays.copyOfRange(nodes.chunk(row).vectors, at, at + dimension);
    }

    /** Throws when an invariant does not hold. Writer only; for tests. */
    public void checkInvariants() {
        graph.checkInvariants(linker.linked());
        ids.checkInvariants();
        for (int row = 0; row < nodes.count(); row++) {
            int older = nodes.previous(row);
            boolean isChained = older == Nodes.NONE || (older < row && Arrays.equals(nodes.id(older), nodes.id(row)));
            boolean isOnlyLife = older == Nodes.NONE || nodes.deathOf(older) <= nodes.sequence(row);
            if (!isChained || !isOnlyLife || ids.find(nodes.id(row)) < row) {
                throw new IllegalStateException("row " + row + " follows row " + older + " that died at "
                        + (older == Nodes.NONE ? NEVER : nodes.deathOf(older)) + ", its id leads to row "
                        + ids.find(nodes.id(row)));
            }
        }
    }

    /** Rows that live now. Writer only; for tests. */
    public int countLiveRows() {
        int live = 0;
        for (int row = 0; row < nodes.count(); row++) {
            live += nodes.deathOf(row) == NEVER ? 1 : 0;
        }
        return live;
    }
}
