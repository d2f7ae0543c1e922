package io.vectron.drift.memtable;

import io.vectron.drift.Metric;
import io.vectron.drift.kernel.Packed;
import io.vectron.drift.query.PreparedQuery;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A hierarchical navigable small world graph (Malkov and Yashunin, arXiv 1603.09320, algorithms 1, 2, 4 and 5) over
 * {@link Nodes}. Deviations: dead rows stay as stepping stones and are only kept from the answer; layer 0 takes 2M links,
 * upper layers M; pruned candidates are not kept.
 *
 * <p>Concurrency: any number of threads insert, each by an {@link Inserter} of its own and no node twice, beside readers
 * without locks. One of {@code locks}, chosen by the node, guards changes of a node's lists; {@code entryLock} guards the
 * entry point. A node is linked to from the bottom layer up, after its own lists are written there: whoever finds it in a
 * layer can go on below. A link is stored with release semantics after the node it names is whole. A list that is being
 * rewritten shows a reader a mixture of old and new neighbours: each is a valid node, and a walk that misses one has
 * others.
 *
 * <p>Invariants: every link names a node that was whole when it was stored; a node's layers are fixed at insert; the
 * entry point lies in the highest layer.
 */
final class Graph {
    private static final VarHandle LINK = MethodHandles.arrayElementVarHandle(int[].class);
    private static final int LAYERS_MAX = 16;
    /** Enough that two threads seldom meet. */
    private static final int LOCKS = 64;

    /** Who may be in an answer. */
    @FunctionalInterface
    interface Filter {
        boolean admits(int row);
    }

    /** The entry point, changed as one. */
    private record Entry(int node, int layer) {}

    private final Nodes nodes;
    private final Metric metric;
    private final int degree;
    private final int efConstruction;
    private final double layerFactor;
    private final long seed;
    private final Object[] locks = new Object[LOCKS];
    private final Object entryLock = new Object();
    private volatile Entry entry = new Entry(Nodes.NONE, -1);

    Graph(Nodes nodes, Metric metric, int degree, int efConstruction, long seed) {
        this.nodes = nodes;
        this.metric = metric;
        this.degree = degree;
        this.efConstruction = efConstruction;
        this.layerFactor = 1 / Math.log(degree);
        this.seed = seed;
        Arrays.setAll(locks, i -> new Object());
    }

    /** Links of a node in layer 0, with their count. */
    static int linksPerNode(int degree) {
        return 2 * degree + 1;
    }

    /** Inserts nodes; one per thread. */
    final class Inserter {
        private final LinkSelection selection = new LinkSelection(nodes, metric, 2 * degree + 1);

        /** Links a whole node that was not linked before. */
        void insert(int node) {
            int layer = layerOf(node);
            if (layer > 0) {
                nodes.chunk(node).upperLinks[node & nodes.chunkMask] = new int[layer * (degree + 1)];
            }
            Entry top = entry;
            if (top.node() == Nodes.NONE && becomeFirst(node, layer)) {
                return;
            }
            top = entry;
            int shared = Math.min(layer, top.layer());
            long[][] candidates = findCandidates(node, top, shared, layer);
            for (int l = 0; l <= shared; l++) {
                connect(node, candidates[l], l);
            }
            if (layer > top.layer()) {
                var _ = raiseEntry(node, layer);
            }
        }

        private long[][] findCandidates(int node, Entry top, int shared, int layer) {
            PreparedQuery query = queryOf(node);
            GraphScratch scratch = GraphScratch.take();
            long[][] candidates = new long[shared + 1][];
            int nearest = descend(query, top, layer);
            for (int l = shared; l >= 0; l--) {
                scratch.reset(nodes.count() + 1, efConstruction);
                var _ = walk(query, nearest, l, scratch, row -> row != node);
                candidates[l] = scratch.best.drainBestFirst();
                nearest = Packed.row(candidates[l][0]);
            }
            scratch.giveBack();
            return candidates;
        }

        private void connect(int node, long[] candidates, int layer) {
            int count = selection.select(candidates, candidates.length, degree);
            int[] chosen = new int[count];
            float[] distances = new float[count];
            int[] list = list(node, layer);
            int at = listAt(node, layer);
            for (int i = 0; i < count; i++) {
                chosen[i] = selection.row(i);
                distances[i] = selection.distance(i);
                LINK.setRelease(list, at + 1 + i, chosen[i]);
            }
            LINK.setRelease(list, at, count);
            for (int i = 0; i < count; i++) {
                synchronized (lockOf(chosen[i])) {
                    addLink(chosen[i], node, distances[i], layer);
                }
            }
        }

        private void addLink(int from, int to, float distance, int layer) {
            int[] list = list(from, layer);
            int at = listAt(from, layer);
            int count = (int) LINK.getAcquire(list, at);
            int limit = layer == 0 ? 2 * degree : degree;
            if (count < limit) {
                LINK.setRelease(list, at + 1 + count, to);
                LINK.setRelease(list, at, count + 1);
                return;
            }
            int kept = selection.reselect(from, list, at + 1, count, to, distance, limit);
            for (int i = 0; i < kept; i++) {
                LINK.setRelease(list, at + 1 + i, selection.row(i));
            }
            LINK.setRelease(list, at, kept);
        }
    }

    private Object lockOf(int node) {
        return locks[node & (LOCKS - 1)];
    }

    /** A node's highest layer: an exponential draw that depends on nothing but the node, so that threads need not share. */
    private int layerOf(int node) {
        double uniform = new SplittableRandom(seed + node).nextDouble();
        return (int) Math.min(LAYERS_MAX, -Math.log(1 - uniform) * layerFactor);
    }

    /** Makes a node the entry point when there is none: only that node has nothing to be linked to. */
    private boolean becomeFirst(int node, int layer) {
        synchronized (entryLock) {
            if (entry.node() != Nodes.NONE) {
                return false;
            }
            entry = new Entry(node, layer);
            return true;
        }
    }

    /** Makes a node the entry point unless there is one as high. */
    private boolean raiseEntry(int node, int layer) {
        synchronized (entryLock) {
            if (layer <= entry.layer()) {
                return false;
            }
            entry = new Entry(node, layer);
            return true;
        }
    }

    private PreparedQuery queryOf(int node) {
        float[] vector = new float[nodes.dimension];
        System.arraycopy(nodes.chunk(node).vectors, nodes.vectorAt(node), vector, 0, vector.length);
        return new PreparedQuery(metric, vector, 1, 1, Long.MAX_VALUE, Long.MAX_VALUE);
    }

    private int[] list(int node, int layer) {
        NodeChunk chunk = nodes.chunk(node);
        return layer == 0 ? chunk.links : chunk.upperLinks[node & nodes.chunkMask];
    }

    private int listAt(int node, int layer) {
        return layer == 0 ? (node & nodes.chunkMask) * nodes.linksPerNode : (layer - 1) * (degree + 1);
    }

    /** The node nearest to a query by greedy walks through the layers above a layer. */
    private int descend(PreparedQuery query, Entry top, int aboveLayer) {
        int node = top.node();
        float distance = distance(query, node);
        for (int layer = top.layer(); layer > aboveLayer; layer--) {
            boolean isMoving = true;
            while (isMoving) {
                isMoving = false;
                int[] list = list(node, layer);
                int at = listAt(node, layer);
                int count = (int) LINK.getAcquire(list, at);
                for (int i = 1; i <= count; i++) {
                    int neighbour = (int) LINK.getAcquire(list, at + i);
                    float candidate = distance(query, neighbour);
                    if (candidate < distance) {
                        distance = candidate;
                        node = neighbour;
                        isMoving = true;
                    }
                }
            }
        }
        return node;
    }

    private float distance(PreparedQuery query, int node) {
        NodeChunk chunk = nodes.chunk(node);
        int at = node & nodes.chunkMask;
        return query.distance(chunk.vectors, at * nodes.dimension, chunk.inverseNorms[at]);
    }

    /**
     * Leaves in scratch.best the ef nearest admitted rows that the graph leads to.
     *
     * @return distances computed
     */
    int search(PreparedQuery query, int ef, GraphScratch scratch, Filter filter) {
        Entry top = entry;
        scratch.reset(nodes.count(), ef);
        if (top.node() == Nodes.NONE) {
            return 0;
        }
        return walk(query, descend(query, top, 0), 0, scratch, filter);
    }

    private int walk(PreparedQuery query, int start, int layer, GraphScratch scratch, Filter filter) {
        float startDistance = distance(query, start);
        scratch.visit(start);
        scratch.frontier.add(Packed.of(startDistance, start));
        if (filter.admits(start)) {
            scratch.best.offer(Packed.of(startDistance, start));
        }
        int computed = 1;
        while (!scratch.frontier.isEmpty()) {
            long nearest = scratch.frontier.poll();
            if (scratch.best.isFull() && nearest > scratch.best.worst()) {
                break;
            }
            computed += expand(query, Packed.row(nearest), layer, scratch, filter);
        }
        return computed;
    }

    private int expand(PreparedQuery query, int node, int layer, GraphScratch scratch, Filter filter) {
        int[] list = list(node, layer);
        int at = listAt(node, layer);
        int count = (int) LINK.getAcquire(list, at);
        int computed = 0;
        for (int i = 1; i <= count; i++) {
            int neighbour = (int) LINK.getAcquire(list, at + i);
            if (!scratch.visit(neighbour)) {
                continue;
            }
            float distance = distance(query, neighbour);
            computed++;
            if (scratch.best.admits(distance)) {
                long packed = Packed.of(distance, neighbour);
                scratch.frontier.add(packed);
                if (filter.admits(neighbour)) {
                    scratch.best.offer(packed);
                }
            }
        }
        return computed;
    }

    /** Throws when an invariant does not hold. Writer only; for tests. */
    void checkInvariants(int linked) {
        int highest = -1;
        for (int node = 0; node < linked; node++) {
            int[] upper = nodes.chunk(node).upperLinks[node & nodes.chunkMask];
            int layers = upper == null ? 0 : upper.length / (degree + 1);
            highest = Math.max(highest, layers);
            for (int layer = 0; layer <= layers; layer++) {
                checkLinks(node, layer);
            }
        }
        if (entry.layer() != highest) {
            throw new IllegalStateException("entry lies in layer " + entry.layer() + ", expected " + highest);
        }
    }

    private void checkLinks(int node, int layer) {
        int[] list = list(node, layer);
        int at = listAt(node, layer);
        int limit = layer == 0 ? 2 * degree : degree;
        if (list[at] < 0 || list[at] > limit) {
            throw new IllegalStateException(
                    "node " + node + " has " + list[at] + " links in layer " + layer + ", expected at most " + limit);
        }
        for (int i = 1; i <= list[at]; i++) {
            if (list[at + i] < 0 || list[at + i] >= nodes.count()) {
                throw new IllegalStateException("node " + node + " links to " + list[at + i] + " in layer " + layer
                        + ", expected a row below " + nodes.count());
            }
        }
    }
}
