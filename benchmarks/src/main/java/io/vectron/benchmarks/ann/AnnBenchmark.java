package io.vectron.benchmarks.ann;

import io.vectron.benchmarks.contestant.ContestantException;
import io.vectron.benchmarks.contestant.ContestantKind;
import io.vectron.benchmarks.contestant.ContestantLauncher;
import io.vectron.benchmarks.contestant.MeasuredContestant;
import io.vectron.benchmarks.contestant.MeasuredContestant.Build;
import io.vectron.benchmarks.data.Dataset;
import io.vectron.benchmarks.work.WorkDirectory;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Recall against speed of the engine and of other indexes, in the same run on the same vectors. */
@Command(
        name = "ann",
        description = {
            "Recall and speed of the engine beside other indexes on the vectors of a data set.",
            "Each is built and searched in a process of its own, in turns, never two at once."
        },
        mixinStandardHelpOptions = true)
public final class AnnBenchmark implements Callable<Integer> {
    @Mixin
    private AnnOptions options = new AnnOptions();

    @Option(names = "--directory", paramLabel = "DIR", description = "Where to work (default: the system's for such).")
    private @Nullable Path directory;

    @Option(names = "--html", paramLabel = "FILE", description = "Writes a page of curves and tables there.")
    private @Nullable Path html;

    @Option(names = "--json", paramLabel = "FILE", description = "Writes every figure there.")
    private @Nullable Path json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private AnnBenchmark() {}

    @Override
    public Integer call() throws IOException {
        options.check(spec.commandLine());
        checkFolder("--html", html);
        checkFolder("--json", json);
        PrintWriter out = spec.commandLine().getOut();
        Dataset dataset = Dataset.read(options.selection());
        MetricChoice metric = MetricChoice.of(options.metric(), dataset);
        AnnResult result;
        try (WorkDirectory work = WorkDirectory.create(directory)) {
            result = measure(dataset, metric, work.path(), out);
        }
        new AnnTables(result).print(out);
        result.notes().forEach(note -> out.println(System.lineSeparator() + note));
        out.flush();
        if (html != null) {
            new AnnPage(result).write(html);
        }
        if (json != null) {
            result.writeJson(json);
        }
        return 0;
    }

    /** Before hours of measuring. */
    private void checkFolder(String option, @Nullable Path file) {
        if (file == null) {
            return;
        }
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new ParameterException(spec.commandLine(), option + " is " + file + ", which lies in no folder");
        }
    }

    private AnnResult measure(Dataset dataset, MetricChoice metric, Path work, PrintWriter out) throws IOException {
        ExactDistance distance = metric.distance(dataset, options.k());
        long start = System.nanoTime();
        Truth truth = Truth.of(dataset, distance, options.k(), AnnOptions.processors());
        double truthSeconds = (System.nanoTime() - start) / 1e9;
        AnnResult.Task task = new AnnResult.Task(
                dataset.base().source(),
                dataset.base().rows(),
                dataset.base().dimension(),
                dataset.queries().rows(),
                options.k(),
                metric.metric().name(),
                metric.source(),
                truth.source(),
                options.passes());
        announce(task, truthSeconds, out);
        List<String> notes = new ArrayList<>();
        List<MeasuredContestant> started = new ArrayList<>();
        try {
            startAll(
                    ContestantLauncher.prepare(work, dataset.base(), dataset.queries(), metric.metric(), options.k()),
                    started,
                    notes,
                    out);
            return contest(task, truth, started, notes, out);
        } finally {
            started.forEach(MeasuredContestant::close);
        }
    }

    private static void announce(AnnResult.Task task, double truthSeconds, PrintWriter out) {
        out.printf(
                Locale.ROOT,
                "%s: %,d rows x %d, %,d queries, k %d%nmetric %s: %s%ntrue neighbours: %s (%.1f s)%n",
                task.dataset(),
                task.rows(),
                task.dimension(),
                task.queries(),
                task.k(),
                task.metric(),
                task.metricSource(),
                task.truthSource(),
                truthSeconds);
        out.flush();
    }

    /** Ours has to start; a peer that cannot be is left out, and that is said. */
    private void startAll(
            ContestantLauncher launcher, List<MeasuredContestant> started, List<String> notes, PrintWriter out)
            throws IOException {
        started.add(launcher.start(ContestantKind.VECTRON));
        for (ContestantKind peer : options.peers()) {
            try {
                started.add(launcher.start(peer));
            } catch (ContestantException missing) {
                notes.add("without " + peer.label() + ": " + missing.getMessage());
                out.println(notes.getLast());
            }
        }
    }

    private AnnResult contest(
            AnnResult.Task task, Truth truth, List<MeasuredContestant> contestants, List<String> notes, PrintWriter out)
            throws IOException {
        Map<MeasuredContestant, Build> builds = build(contestants, out);
        Contest contest = new Contest(contestants, options.efforts(), truth, options.recalls(), options.passes(), out);
        List<Map<MeasuredContestant, Curve>> curves = new ArrayList<>();
        for (int threads : options.threads()) {
            curves.add(contest.measure(threads));
        }
        List<AnnResult.Contestant> measured = new ArrayList<>();
        for (MeasuredContestant contestant : contestants) {
            List<Curve> own = curves.stream()
                    .map(of -> Objects.requireNonNull(of.get(contestant)))
                    .toList();
            measured.add(new AnnResult.Contestant(
                    contestant.kind().label(),
                    contestant.version(),
                    contestant.settings(),
                    contestant.kind().effort().label(),
                    Objects.requireNonNull(builds.get(contestant)),
                    own));
            remark(contestant.kind(), own, notes);
        }
        return new AnnResult(Machine.here(), task, measured, AnnResult.ratios(measured), notes);
    }

    private static Map<MeasuredContestant, Build> build(List<MeasuredContestant> contestants, PrintWriter out) {
        Map<MeasuredContestant, Build> builds = new LinkedHashMap<>();
        for (MeasuredContestant contestant : contestants) {
            Build build = contestant.build(AnnOptions.processors());
            builds.put(contestant, build);
            out.printf(Locale.ROOT, "  %s built in %.1f s%n", contestant.kind().label(), build.seconds());
            out.flush();
        }
        return builds;
    }

    private static void remark(ContestantKind kind, List<Curve> curves, List<String> notes) {
        if (curves.stream().anyMatch(curve -> curve.threads() == 1 && !curve.isPinned())) {
            notes.add(kind.label() + ": its one thread could not be kept on one processor, it may have moved.");
        }
        if (kind == ContestantKind.HNSWLIB) {
            notes.add(
                    "Rows per query: hnswlib counts each link that it looks at, also to rows that it has seen before.");
        }
    }
}
