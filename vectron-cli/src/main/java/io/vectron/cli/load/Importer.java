package io.vectron.cli.load;

import io.vectron.cli.client.VectronClient;
import io.vectron.cli.input.SourceRow;
import io.vectron.cli.input.VectorSource;
import io.vectron.cli.terminal.Progress;
import io.vectron.proto.v1.Collection;
import io.vectron.proto.v1.Point;
import io.vectron.proto.v1.UpsertRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Sends the rows of a source to a collection in batches, several at a time, and keeps the journal.
 *
 * <p>The journal's number may lag behind the acknowledged rows, never run ahead: rows sent twice replace themselves.
 *
 * <p>Concurrency: the calling thread reads the source and owns it; one virtual thread for each batch in flight sends.
 * {@code failure} is set once by whoever fails first, {@code inFlight} bounds the batches in memory, {@code journalLock}
 * guards the journal and its clock.
 */
public final class Importer {
    /** An interrupted import sends at most this much again. */
    private static final long JOURNAL_NANOS = Duration.ofMillis(250).toNanos();

    private final VectronClient client;
    private final ImportPlan plan;
    private final Progress progress;
    private final Semaphore inFlight;
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
    private final Object journalLock = new Object();
    private long journalledAt;
    /** The source's next row; only the calling thread uses it. */
    private long nextRow;

    public Importer(VectronClient client, ImportPlan plan, Progress progress) {
        this.client = client;
        this.plan = plan;
        this.progress = progress;
        this.inFlight = new Semaphore(plan.parallel());
    }

    /**
     * Imports until the source, or the plan's limit, ends.
     *
     * @param sourceName for messages
     * @param target as the server answered: its dimension is compared before a row is sent
     * @return rows sent by this call, which leaves out those that the journal skipped
     * @throws ImportFailedException when a batch failed for good; says how to go on
     */
    public long run(VectorSource source, String sourceName, Collection target) throws IOException {
        if (source.dimension() != target.getDimension()) {
            throw new ImportFailedException("the vectors of " + sourceName + " have dimension " + source.dimension()
                    + ", collection '" + target.getName() + "' has " + target.getDimension());
        }
        Optional<ImportJournal> journal = plan.journal()
                .map(kept -> new ImportJournal(
                        kept.path(),
                        new ImportJournal.Subject(kept.source(), target.getName(), target.getCreatedAtMillis())));
        long start = journal.isPresent() ? Math.min(journal.get().read(), plan.limit()) : 0;
        source.skip(start);
        nextRow = start;
        progress.start(start, total(source));
        ContiguousRows rows = new ContiguousRows(start);
        try (ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor()) {
            sendAll(source, batch -> senders.execute(() -> send(batch, rows, journal)));
            // nothing is in flight when all permits are back
            inFlight.acquireUninterruptibly(plan.parallel());
        }
        if (journal.isPresent()) {
            journal.get().write(rows.end());
        }
        progress.finish();
        RuntimeException failed = failure.get();
        if (failed != null) {
            throw stopped(failed, rows.end(), journal);
        }
        return rows.end() - start;
    }

    private long total(VectorSource source) {
        long known = source.rows().orElse(Long.MAX_VALUE);
        return Math.min(known, plan.limit());
    }

    /** Rows that follow each other in the source, the first of which has the number {@code from}. */
    private record Batch(long from, List<Point> points) {
        long to() {
            return from + points.size();
        }
    }

    private interface Sender {
        void send(Batch batch);
    }

    private void sendAll(VectorSource source, Sender sender) throws IOException {
        while (failure.get() == null) {
            Optional<Batch> batch;
            try {
                batch = read(source);
            } catch (RuntimeException e) {
                // a malformed row: what was read before it still counts
                failure.compareAndSet(null, e);
                return;
            }
            if (batch.isEmpty()) {
                return;
            }
            inFlight.acquireUninterruptibly();
            sender.send(batch.get());
        }
    }

    private Optional<Batch> read(VectorSource source) throws IOException {
        long from = nextRow;
        List<Point> points = new ArrayList<>(plan.batch());
        while (points.size() < plan.batch() && nextRow < plan.limit()) {
            Optional<SourceRow> row = source.next();
            if (row.isEmpty()) {
                break;
            }
            points.add(point(row.get()));
            nextRow++;
        }
        return points.isEmpty() ? Optional.empty() : Optional.of(new Batch(from, points));
    }

    private static Point point(SourceRow row) {
        Point.Builder point = Point.newBuilder().setId(row.idOrNumber()).setPayloadJson(row.payloadJson());
        for (float component : row.vector()) {
            point.addVector(component);
        }
        return point.build();
    }

    private void send(Batch batch, ContiguousRows rows, Optional<ImportJournal> journal) {
        try {
            UpsertRequest request = UpsertRequest.newBuilder()
                    .setCollection(plan.collection())
                    .addAllPoints(batch.points())
                    .build();
            var _ = plan.retry().call(() -> client.upsert(request));
            rows.acknowledge(batch.from(), batch.to());
            progress.add(batch.points().size());
            if (journal.isPresent()) {
                writeSometimes(journal.get(), rows);
            }
        } catch (RuntimeException e) {
            // of whatever kind: rows that are not acknowledged must never look imported
            failure.compareAndSet(null, e);
        } catch (IOException e) {
            failure.compareAndSet(null, new ImportFailedException("cannot write the journal: " + e, e));
        } finally {
            inFlight.release();
        }
    }

    private void writeSometimes(ImportJournal journal, ContiguousRows rows) throws IOException {
        synchronized (journalLock) {
            long now = System.nanoTime();
            if (now - journalledAt >= JOURNAL_NANOS) {
                journal.write(rows.end());
                journalledAt = now;
            }
        }
    }

    private static ImportFailedException stopped(RuntimeException failed, long end, Optional<ImportJournal> journal) {
        String goOn = journal.map(file -> "; the same command goes on from there by " + file)
                .orElse("; with --resume an import goes on where it stopped");
        return new ImportFailedException(
                failed.getMessage() + "\nthe first " + end + " rows are imported" + goOn, failed);
    }
}
