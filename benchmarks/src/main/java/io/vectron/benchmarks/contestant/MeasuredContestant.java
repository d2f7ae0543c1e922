package io.vectron.benchmarks.contestant;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A contestant as the benchmark sees it. Closing ends its process. Not thread-safe. */
public final class MeasuredContestant implements AutoCloseable {
    private final ContestantKind kind;
    private final ContestantProcess process;
    private final String version;
    private final String settings;
    private final Path results;

    MeasuredContestant(ContestantKind kind, ContestantProcess process, String version, String settings, Path results) {
        this.kind = kind;
        this.process = process;
        this.version = version;
        this.settings = settings;
        this.results = results;
    }

    /**
     * What a build took.
     *
     * @param seconds without reading the vectors
     * @param threads it was allowed
     * @param heapBytes live in Java's heap afterwards
     * @param residentBytes of the process in memory afterwards, mapped files included
     * @param diskBytes of its files
     */
    public record Build(
            double seconds,
            int threads,
            @Nullable Long heapBytes,
            @Nullable Long residentBytes,
            @Nullable Long diskBytes) {}

    /**
     * One pass over all queries.
     *
     * @param ids [queries x k] row numbers, -1 where nothing was found
     * @param isPinned whether its thread stayed on one processor
     * @param p50Micros half of the queries took no longer; the others likewise
     * @param rows that a query was compared with, mean
     * @param bytes that were read for that, mean
     * @param buckets that were searched, mean
     */
    @SuppressWarnings("ArrayRecordComponent") // nothing compares it
    public record SearchPass(
            int[] ids,
            double seconds,
            double queriesPerSecond,
            boolean isPinned,
            double p50Micros,
            double p95Micros,
            double p99Micros,
            double maxMicros,
            @Nullable Double rows,
            @Nullable Double bytes,
            @Nullable Double buckets) {}

    public ContestantKind kind() {
        return kind;
    }

    public String version() {
        return version;
    }

    public String settings() {
        return settings;
    }

    /** Has it build its index. */
    public Build build(int threads) {
        Message answer = process.ask(Message.of(Message.BUILD).with("threads", threads));
        return new Build(
                answer.number("seconds"),
                answer.integer("threads"),
                answer.wholeOrNull("heap"),
                answer.wholeOrNull("resident"),
                answer.wholeOrNull("disk"));
    }

    /**
     * Has it run all queries once.
     *
     * @param effort see {@link EffortKind}
     * @param isPinned whether the thread is to stay on one processor
     */
    public SearchPass search(double effort, int threads, boolean isPinned) throws IOException {
        Message answer = process.ask(Message.of(Message.SEARCH)
                .with("effort", effort)
                .with("threads", threads)
                .with("pinned", isPinned ? 1 : 0)
                .with("results", results));
        return new SearchPass(
                ids(),
                answer.number("seconds"),
                answer.number("qps"),
                answer.integer("pinned") == 1,
                answer.number("p50"),
                answer.number("p95"),
                answer.number("p99"),
                answer.number("max"),
                answer.numberOrNull("rows"),
                answer.numberOrNull("bytes"),
                answer.numberOrNull("buckets"));
    }

    private int[] ids() throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(results)).order(ByteOrder.LITTLE_ENDIAN);
        int[] ids = new int[bytes.remaining() / Integer.BYTES];
        bytes.asIntBuffer().get(ids);
        return ids;
    }

    @Override
    public void close() {
        process.close();
    }
}
