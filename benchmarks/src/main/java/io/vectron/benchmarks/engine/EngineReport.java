package io.vectron.benchmarks.engine;

import io.vectron.benchmarks.contestant.ContestantKind;
import io.vectron.benchmarks.contestant.ContestantLauncher;
import io.vectron.benchmarks.contestant.MeasuredContestant;
import io.vectron.benchmarks.data.DatasetOption;
import io.vectron.benchmarks.data.VectorFile;
import io.vectron.benchmarks.work.Directories;
import io.vectron.benchmarks.work.WorkDirectory;
import io.vectron.drift.DriftSettings;
import io.vectron.drift.DriftStats;
import io.vectron.drift.Inspection;
import io.vectron.drift.InspectionReport;
import io.vectron.drift.Metric;
import io.vectron.drift.SegmentBytes;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Durable ingest beside a graph's build, disk by part, open and recovery. Each directory is inspected after the ingest. */
@Command(
        name = "engine",
        description = "Durable ingest, disk, open and recovery of the engine on the vectors of a data set.",
        mixinStandardHelpOptions = true)
public final class EngineReport implements Callable<Integer> {
    /** What the engine is compared with. */
    enum Peer {
        HNSWLIB,
        NONE
    }

    @Mixin
    private DatasetOption dataset = new DatasetOption();

    @Option(names = "--rows", defaultValue = "200000", description = "Rows to write (default: ${DEFAULT-VALUE}).")
    private int rows;

    @Option(names = "--batch", defaultValue = "1000", description = "Rows of a batch (default: ${DEFAULT-VALUE}).")
    private int batchRows;

    @Option(
            names = "--repeats",
            defaultValue = "3",
            description = "Times that each is measured, in turns (default: ${DEFAULT-VALUE}).")
    private int repeats;

    @Option(
            names = "--peers",
            defaultValue = "HNSWLIB",
            description = "Measured in the same run: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Peer peer = Peer.HNSWLIB;

    @Option(
            names = "--threads",
            defaultValue = "2",
            description = "Threads that build the peer (default: ${DEFAULT-VALUE}).")
    private int threads;

    @Option(
            names = "--log-mb",
            defaultValue = "256",
            description = "Size of the log that is recovered, in MB of 2^20 bytes (default: ${DEFAULT-VALUE}).")
    private int logMegabytes;

    @Option(names = "--directory", paramLabel = "DIR", description = "Where to write (default: the system's for such).")
    private @Nullable Path directory;

    @Option(names = "--json", paramLabel = "FILE", description = "Writes the figures there too.")
    private @Nullable Path json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private EngineReport() {}

    @Override
    public Integer call() throws IOException {
        VectorFile vectors = dataset.read(rows);
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                Locale.ROOT,
                "%s: %,d rows x %d, batches of %,d, %d repeats%n%n",
                vectors.source(),
                vectors.rows(),
                vectors.dimension(),
                batchRows,
                repeats);
        Figures figures = new Figures(out);
        try (WorkDirectory work = WorkDirectory.create(directory)) {
            DriftSettings settings = DriftSettings.of(vectors.dimension(), Metric.L2);
            EngineRun run = new EngineRun(work.path().resolve("engine"), settings, vectors, batchRows);
            ingest(run, work.path(), figures);
            disk(run, figures);
            open(run, figures);
            Directories.delete(run.directory());
            recovery(vectors, work.path(), figures);
        }
        if (json != null) {
            figures.write(json);
        }
        return 0;
    }

    /** Turn and turn about, so that what else the machine does meets both. */
    private void ingest(EngineRun run, Path work, Figures figures) throws IOException {
        VectorFile vectors = run.vectors();
        Optional<ContestantLauncher> other = peer == Peer.HNSWLIB
                ? Optional.of(ContestantLauncher.prepare(work, vectors, vectors.first(1), Metric.L2, 1))
                : Optional.empty();
        double[] logged = new double[repeats];
        double[] flushed = new double[repeats];
        double[] compacted = new double[repeats];
        double[] built = new double[repeats];
        for (int i = 0; i < repeats; i++) {
            Directories.delete(run.directory());
            EngineRun.Ingest took = run.ingest();
            logged[i] = vectors.rows() / took.loggedSeconds();
            flushed[i] = vectors.rows() / took.flushedSeconds();
            compacted[i] = vectors.rows() / took.compactedSeconds();
            built[i] = other.isPresent() ? vectors.rows() / hnswlibSeconds(other.get()) : 0;
        }
        figures.add("ingest_logged_rows_per_second", logged);
        figures.add("ingest_flushed_rows_per_second", flushed);
        figures.add("ingest_compacted_rows_per_second", compacted);
        if (other.isPresent()) {
            figures.add("hnswlib_build_rows_per_second", built);
            figures.add(
                    "ingest_flushed_to_hnswlib_ratio",
                    figures.median("ingest_flushed_rows_per_second") / figures.median("hnswlib_build_rows_per_second"));
        }
    }

    private double hnswlibSeconds(ContestantLauncher launcher) throws IOException {
        try (MeasuredContestant hnswlib = launcher.start(ContestantKind.HNSWLIB)) {
            return hnswlib.build(threads).seconds();
        }
    }

    private static void disk(EngineRun run, Figures figures) {
        InspectionReport report;
        try {
            report = Inspection.of(run.directory());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        long rows = run.vectors().rows();
        if (!report.isSound() || report.liveRows() != rows) {
            throw new IllegalStateException(run.directory() + " is not what was written: " + report);
        }
        SegmentBytes bytes = report.bytes();
        figures.add("disk_header_bytes_per_row", perRow(bytes.header(), rows));
        figures.add("disk_bits_bytes_per_row", perRow(bytes.hot(), rows));
        figures.add("disk_codes_bytes_per_row", perRow(bytes.codes(), rows));
        figures.add("disk_slots_bytes_per_row", perRow(bytes.rows(), rows));
        figures.add("disk_vectors_ids_bytes_per_row", perRow(bytes.cold(), rows));
        figures.add("disk_index_bytes_per_row", perRow(bytes.index(), rows));
        figures.add("disk_segments_bytes_per_row", perRow(bytes.total(), rows));
        figures.add("disk_directory_bytes_per_row", perRow(Directories.bytes(run.directory(), name -> true), rows));
        double raw = (double) run.vectors().dimension() * Float.BYTES;
        figures.add("disk_segments_to_raw_floats_ratio", perRow(bytes.total(), rows) / raw);
    }

    private static double perRow(long bytes, long rows) {
        return (double) bytes / rows;
    }

    private void open(EngineRun run, Figures figures) {
        double[] seconds = new double[repeats];
        for (int i = 0; i < repeats; i++) {
            seconds[i] = run.openSeconds();
        }
        figures.add("open_to_first_answer_seconds", seconds);
    }

    /** Memtables large enough that nothing is flushed, so that the log alone has to be read. */
    private void recovery(VectorFile vectors, Path work, Figures figures) {
        long logBytes = (long) logMegabytes << 20;
        int logRows = Math.toIntExact(logBytes / ((long) vectors.dimension() * Float.BYTES));
        VectorFile part = vectors.repeated(logRows);
        DriftSettings settings =
                DriftSettings.of(vectors.dimension(), Metric.L2).withMemtableBytesMax(4 * logBytes);
        Path killed = work.resolve("killed");
        DriftStats stats = new EngineRun(work.resolve("logged"), settings, part, batchRows).writeAndCopy(killed);
        figures.add("memtable_bytes_per_row", (double) stats.memtableBytes() / stats.memtableRows());
        figures.add("log_megabytes", Directories.bytes(killed, name -> name.startsWith("wal-")) / (double) (1 << 20));
        double[] seconds = new double[repeats];
        for (int i = 0; i < repeats; i++) {
            Path again = work.resolve("killed-" + i);
            Directories.copy(killed, again);
            seconds[i] = new EngineRun(again, settings, part, batchRows).recoverySeconds();
            Directories.delete(again);
        }
        figures.add("log_recovery_seconds", seconds);
    }
}
