package io.vectron.drift.memtable;

import io.vectron.drift.Interleavings;
import io.vectron.drift.Metric;
import io.vectron.drift.kernel.Packed;
import io.vectron.drift.query.PreparedQuery;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Threads that link nodes at once beside searches. Which neighbours are found depends on the order; but every node that a
 * search is led to was appended, comes once and has its own distance; and in the end all nodes are found: they are too few
 * for any link to be given up.
 */
@Tag("property")
public class GraphLincheckTest {
    private static final int NODES = 12;
    private static final int DEGREE = 8;

    /** Nodes 1 and 3 lie in an upper layer, nodes 0 and 2 do not. */
    private static final int SEED = 35;

    private final Nodes nodes = new Nodes(1, Graph.linksPerNode(DEGREE));
    private final Graph graph = new Graph(nodes, Metric.L2, DEGREE, NODES, SEED);
    private final AtomicInteger next = new AtomicInteger();

    public GraphLincheckTest() {
        for (int row = 0; row < NODES; row++) {
            nodes.publish(nodes.append(
                    new byte[] {(byte) row}, new float[] {row}, 1, new byte[0], new RowIdentity(row, 1), Nodes.NONE));
        }
    }

    @Operation
    public void insert() {
        graph.new Inserter().insert(next.getAndIncrement());
    }

    @Operation
    public String search() {
        int handedOut = next.get();
        GraphScratch scratch = GraphScratch.take();
        PreparedQuery query = new PreparedQuery(Metric.L2, new float[] {0}, NODES, 1, Long.MAX_VALUE, 1);
        int computed = graph.search(query, NODES, scratch, row -> true);
        long[] found = scratch.best.drainBestFirst();
        scratch.giveBack();
        for (int i = 0; i < found.length; i++) {
            int row = Packed.row(found[i]);
            boolean isOwnDistance = Packed.distance(found[i]) == (float) row * row;
            if (row >= NODES || !isOwnDistance || (i > 0 && found[i] <= found[i - 1])) {
                return "found " + row + " at " + Packed.distance(found[i]);
            }
        }
        return found.length <= NODES && computed >= found.length && handedOut <= NODES ? "right" : "found too many";
    }

    @Validate
    public void checkAllAreFound() {
        int linked = next.get();
        graph.checkInvariants(linked);
        GraphScratch scratch = GraphScratch.take();
        PreparedQuery query = new PreparedQuery(Metric.L2, new float[] {0}, NODES, 1, Long.MAX_VALUE, 1);
        var _ = graph.search(query, NODES, scratch, row -> true);
        int found = scratch.best.drainBestFirst().length;
        scratch.giveBack();
        if (found != linked) {
            throw new IllegalStateException("a search finds " + found + " nodes of " + linked);
        }
    }

    /** What Lincheck compares with. */
    public static final class Twin {
        public void insert() {}

        public String search() {
            return "right";
        }
    }

    @Test
    void searchesBesideLinkingThreadsFindWholeNodesOnce() {
        Interleavings.of(GraphLincheckTest.class, Twin.class)
                .scenario("", "insert", "insert")
                .scenario("insert", "insert; search", "insert")
                .check();
    }
}
