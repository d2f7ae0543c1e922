package io.vectron.benchmarks.contestant;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs all queries once, each thread one at a time: the next that nobody has taken.
 *
 * <p>Concurrency: a query has places of its own in {@code ids} and {@code nanos}; threads meet at a barrier, from which the
 * time counts, and are done when their futures are.
 */
final class QueryRun {
    private static final int NO_ID = -1;

    private final Contestant.Pass pass;
    private final int queries;
    private final int k;
    private final boolean isPinned;
    private final int[] ids;
    private final long[] nanos;
    private final Tally tally = new Tally();
    private final AtomicInteger next = new AtomicInteger();

    QueryRun(Contestant.Pass pass, int queries, int k, boolean isPinned) {
        this.pass = pass;
        this.queries = queries;
        this.k = k;
        this.isPinned = isPinned;
        this.ids = new int[queries * k];
        this.nanos = new long[queries];
        Arrays.fill(ids, NO_ID);
    }

    /** Runs them and answers with the times. */
    Message run(int threads) throws IOException {
        CyclicBarrier start = new CyclicBarrier(threads);
        boolean wasPinned = true;
        long first = Long.MAX_VALUE;
        long last = Long.MIN_VALUE;
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            List<Future<Share>> futures = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                Contestant.Searcher searcher = pass.searcher();
                futures.add(pool.submit(() -> share(searcher, start)));
            }
            for (Future<Share> future : futures) {
                Share share = future.get();
                first = Math.min(first, share.startNanos());
                last = Math.max(last, share.endNanos());
                wasPinned &= share.wasPinned();
                tally.add(share.tally());
            }
        } catch (ExecutionException failure) {
            throw new IOException("a search failed: " + failure.getCause(), failure.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        }
        double seconds = (last - first) / 1e9;
        Message answer = Message.of(Message.OK)
                .with("seconds", seconds)
                .with("qps", queries / seconds)
                .with("pinned", wasPinned ? 1 : 0);
        return tally.addTo(Latencies.of(nanos).addTo(answer), queries);
    }

    /** What one thread did, times of System.nanoTime. */
    private record Share(long startNanos, long endNanos, boolean wasPinned, Tally tally) {}

    private Share share(Contestant.Searcher searcher, CyclicBarrier start) throws Exception {
        boolean wasPinned = isPinned && CpuPinning.pin();
        Tally own = new Tally();
        int _ = start.await();
        long startNanos = System.nanoTime();
        for (int query = next.getAndIncrement(); query < queries; query = next.getAndIncrement()) {
            long before = System.nanoTime();
            searcher.search(query, ids, query * k, own);
            nanos[query] = System.nanoTime() - before;
        }
        return new Share(startNanos, System.nanoTime(), wasPinned, own);
    }

    /** Writes what was found: [queries x k] i32 little-endian, -1 where nothing was. */
    void writeIds(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(ids.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asIntBuffer().put(ids);
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }
    }
}
