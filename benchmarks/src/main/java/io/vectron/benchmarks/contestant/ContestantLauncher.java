package io.vectron.benchmarks.contestant;

import io.vectron.benchmarks.data.VectorFile;
import io.vectron.drift.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Starts contestants on the same vectors, each in a process of its own, so that neither compiled code nor memory of one is
 * that of another.
 */
public final class ContestantLauncher {
    /** No answer takes longer on data that fits one machine. */
    private static final Duration ANSWER_WAIT = Duration.ofMinutes(30);

    /** What a JVM needs besides the vectors. */
    private static final long HEAP_BYTES = 1L << 30;

    /** A copy that is read, one in the index, and one that is being made. */
    private static final int HEAP_COPIES = 3;

    private final Path directory;
    private final Path base;
    private final Path queries;
    private final Metric metric;
    private final int k;
    private final long heapBytes;

    private ContestantLauncher(Path directory, Metric metric, int k, long baseBytes) {
        this.directory = directory;
        this.base = directory.resolve("base.fvecs");
        this.queries = directory.resolve("queries.fvecs");
        this.metric = metric;
        this.k = k;
        this.heapBytes = HEAP_BYTES + HEAP_COPIES * baseBytes;
    }

    /**
     * Writes the vectors where contestants find them.
     *
     * @param directory to work in
     * @param k neighbours that are searched
     */
    public static ContestantLauncher prepare(Path directory, VectorFile base, VectorFile queries, Metric metric, int k)
            throws IOException {
        ContestantLauncher launcher =
                new ContestantLauncher(directory, metric, k, (long) base.values().length * Float.BYTES);
        base.write(launcher.base);
        queries.write(launcher.queries);
        return launcher;
    }

    /**
     * Starts one, which has read its queries when this returns.
     *
     * @throws ContestantException when it cannot be
     */
    public MeasuredContestant start(ContestantKind kind) throws IOException {
        Path own = Files.createDirectories(directory.resolve(kind.label()));
        List<String> command = kind == ContestantKind.HNSWLIB
                ? List.of(HnswlibProgram.compile(own).toString())
                : java(kind);
        Path log = directory.resolve(kind.label() + ".log");
        ContestantProcess process = ContestantProcess.start(kind.label(), command, log, ANSWER_WAIT);
        Message question = Message.of(Message.START)
                .with("data", base)
                .with("queries", queries)
                .with("metric", metric)
                .with("k", k)
                .with("directory", Files.createDirectories(own.resolve("index")));
        try {
            Message answer = process.ask(question);
            Path results = directory.resolve(kind.label() + ".results");
            return new MeasuredContestant(kind, process, answer.text("version"), answer.text("settings"), results);
        } catch (RuntimeException failure) {
            process.close();
            throw failure;
        }
    }

    private List<String> java(ContestantKind kind) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heapBytes,
                "-XX:+UseParallelGC",
                "-XX:+ExitOnOutOfMemoryError",
                "--add-modules",
                "jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                ContestantMain.class.getName(),
                kind.name());
    }
}
