package io.vectron.drift.memtable;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Decides when rows are linked into the graph. Linking a row costs tens of thousands of times what comparing it with a query
 * costs, and a memtable that is soon flushed was never worth a graph: so rows wait in a tail that searches scan, and are
 * linked in the background after enough searches. To wait until scanning has cost as much as linking would cost at most
 * twice what the best plan in hindsight does (the rule for renting skis: A. Karlin et al., Competitive snoopy caching,
 * Algorithmica 3, 1988); this links after a tenth of that, for a search's time counts for more than a background thread's.
 *
 * <p>Concurrency: {@code scanned} counts without locks; {@code isLinking} lets one task in at a time, which alone moves
 * {@code linked}. A row is linked wholly before {@code linked} is raised (volatile).
 *
 * <p>Invariants: rows below {@code linked} are in the graph, the rest are not.
 */
final class Linker {
    /** A tenth of what one linking costs: some 200 us, against 5 ns for comparing a row of 128 dimensions. */
    private static final long COMPARISONS_PER_LINK = 4_000;
    /** Rows linked by one task: some tens of milliseconds, so that flushes get their turn on the shared threads. */
    private static final int ROWS_PER_TASK = 256;

    private final Nodes nodes;
    private final Graph graph;
    private final Executor executor;
    private final Runnable whenLinked;
    private final AtomicLong scanned = new AtomicLong();
    private final AtomicBoolean isLinking = new AtomicBoolean();
    private volatile int linked;
    private volatile boolean isFrozen;

    /**
     * A linker.
     *
     * @param executor where rows are linked
     * @param whenLinked called, by the linking thread, after {@code linked} has grown
     */
    Linker(Nodes nodes, Graph graph, Executor executor, Runnable whenLinked) {
        this.nodes = nodes;
        this.graph = graph;
        this.executor = executor;
        this.whenLinked = whenLinked;
    }

    /** Rows that are in the graph. */
    int linked() {
        return linked;
    }

    /** No row will be linked any more, for none will be searched long. */
    void freeze() {
        isFrozen = true;
    }

    /** A search has scanned so many rows of the tail. */
    void countScanned(int rows) {
        if (scanned.addAndGet(rows) >= COMPARISONS_PER_LINK * ROWS_PER_TASK && !isFrozen) {
            schedule();
        }
    }

    private void schedule() {
        if (isLinking.compareAndSet(false, true)) {
            executor.execute(this::linkSome);
        }
    }

    private void linkSome() {
        try {
            int from = linked;
            int to = Math.min(nodes.count(), from + ROWS_PER_TASK);
            if (isFrozen || to == from) {
                return;
            }
            link(to);
            var _ = scanned.addAndGet(-COMPARISONS_PER_LINK * (to - from));
        } finally {
            isLinking.set(false);
        }
        countScanned(0);
    }

    private void link(int to) {
        Graph.Inserter inserter = graph.new Inserter();
        for (int row = linked; row < to; row++) {
            inserter.insert(row);
        }
        linked = to;
        whenLinked.run();
    }

    /** Links all rows now, on this thread and by others when more than one is asked for. */
    void linkAll(int threads) throws InterruptedException {
        while (!isLinking.compareAndSet(false, true)) {
            Thread.onSpinWait();
        }
        try {
            int to = nodes.count();
            AtomicInteger next = new AtomicInteger(linked);
            Runnable work = () -> {
                Graph.Inserter inserter = graph.new Inserter();
                for (int row = next.getAndIncrement(); row < to; row = next.getAndIncrement()) {
                    inserter.insert(row);
                }
            };
            Thread[] helpers = new Thread[threads - 1];
            for (int i = 0; i < helpers.length; i++) {
                helpers[i] = Thread.ofPlatform().start(work);
            }
            work.run();
            for (Thread helper : helpers) {
                helper.join();
            }
            linked = to;
            whenLinked.run();
        } finally {
            isLinking.set(false);
        }
    }
}
