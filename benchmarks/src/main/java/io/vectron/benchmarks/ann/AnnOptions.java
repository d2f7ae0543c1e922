package io.vectron.benchmarks.ann;

import io.vectron.benchmarks.contestant.ContestantKind;
import io.vectron.benchmarks.data.Dataset;
import io.vectron.benchmarks.data.DatasetOption;
import io.vectron.drift.Limits;
import io.vectron.drift.Metric;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/** What is measured. */
final class AnnOptions {
    private static final String ALL = "all";

    /** What the engine is compared with. */
    enum Peer {
        HNSWLIB,
        JVECTOR,
        LUCENE,
        NONE
    }

    @Mixin
    private DatasetOption dataset = new DatasetOption();

    @Option(
            names = "--queries",
            paramLabel = "FILE",
            description = "Queries (default: PREFIX_query, or of PREFIX.hdf5).")
    private @Nullable Path queries;

    @Option(
            names = "--truth",
            paramLabel = "FILE",
            description =
                    "Numbers of the true nearest rows, .ivecs or .npy (default: PREFIX_query_gt or"
                            + " PREFIX_groundtruth, or of PREFIX.hdf5; computed when there is none, or when --rows cuts the rows).")
    private @Nullable Path truth;

    @Option(names = "--metric", description = "${COMPLETION-CANDIDATES} (default: what an HDF5 file says, else L2).")
    private @Nullable Metric metric;

    @Option(
            names = "--peers",
            split = ",",
            defaultValue = "HNSWLIB,JVECTOR,LUCENE",
            description = "Measured in the same run: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private List<Peer> peers = List.of();

    @Option(names = "--rows", paramLabel = "N", description = "Takes the first N rows only (default: all).")
    private int rows = Integer.MAX_VALUE;

    @Option(names = "--query-count", paramLabel = "N", description = "Takes the first N queries only (default: all).")
    private int queryCount = Integer.MAX_VALUE;

    @Option(names = "--k", defaultValue = "10", description = "Neighbours per query (default: ${DEFAULT-VALUE}).")
    private int k;

    @Option(
            names = "--threads",
            split = ",",
            defaultValue = "1,all",
            description = "Threads that search, each one query at a time; one is kept on one processor"
                    + " (default: ${DEFAULT-VALUE}).")
    private List<String> threads = List.of();

    @Option(
            names = "--repeats",
            defaultValue = "3",
            description = "Passes whose medians count, in turns (default: ${DEFAULT-VALUE}).")
    private int passes;

    @Option(
            names = "--recalls",
            split = ",",
            defaultValue = ".9,.95,.99",
            description = "Recalls at which speeds are compared (default: ${DEFAULT-VALUE}).")
    private List<Double> recalls = List.of();

    @Option(
            names = "--targets",
            split = ",",
            defaultValue = ".8,.9,.95,.97,.98,.99,.995,.999",
            description = "Recalls that the engine is asked for (default: ${DEFAULT-VALUE}).")
    private List<Double> targets = List.of();

    @Option(
            names = "--efs",
            split = ",",
            defaultValue = "10,16,24,32,48,64,96,128,192,256,400,800",
            description = "Candidates that graphs keep, ef (default: ${DEFAULT-VALUE}).")
    private List<Integer> efs = List.of();

    /**
     * Checks what types do not say.
     *
     * @throws ParameterException which names the option and the value
     */
    void check(CommandLine command) {
        atLeastOne(command, "--rows", rows);
        atLeastOne(command, "--query-count", queryCount);
        atLeastOne(command, "--repeats", passes);
        efs.forEach(ef -> atLeastOne(command, "--efs", ef));
        if (k < 1 || k > Limits.K_MAX) {
            throw new ParameterException(command, "--k is " + k + ", expected 1 to " + Limits.K_MAX);
        }
        recalls.forEach(recall -> share(command, "--recalls", recall));
        targets.forEach(target -> share(command, "--targets", target));
        try {
            threads().forEach(count -> atLeastOne(command, "--threads", count));
        } catch (TypeConversionException noNumber) {
            throw new ParameterException(command, String.valueOf(noNumber.getMessage()), noNumber);
        }
        if (peers.contains(Peer.NONE) && peers.size() > 1) {
            throw new ParameterException(command, "--peers is " + peers + ", expected NONE alone or others");
        }
    }

    private static void atLeastOne(CommandLine command, String option, int value) {
        if (value < 1) {
            throw new ParameterException(command, option + " is " + value + ", expected at least 1");
        }
    }

    private static void share(CommandLine command, String option, double value) {
        if (!(value > 0 && value <= 1)) {
            throw new ParameterException(command, option + " is " + value + ", expected a number in (0, 1]");
        }
    }

    Dataset.Selection selection() {
        return new Dataset.Selection(dataset.prefix(), queries, truth, rows, queryCount);
    }

    @Nullable
    Metric metric() {
        return metric;
    }

    List<ContestantKind> peers() {
        return peers.stream()
                .filter(peer -> peer != Peer.NONE)
                .distinct()
                .map(peer -> ContestantKind.valueOf(peer.name()))
                .toList();
    }

    int k() {
        return k;
    }

    int passes() {
        return passes;
    }

    List<Double> recalls() {
        return recalls.stream().sorted().distinct().toList();
    }

    Efforts efforts() {
        return Efforts.of(targets, efs, k);
    }

    List<Integer> threads() {
        return threads.stream().map(AnnOptions::threads).distinct().toList();
    }

    private static int threads(String text) {
        if (text.toLowerCase(Locale.ROOT).equals(ALL)) {
            return processors();
        }
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException noNumber) {
            throw new TypeConversionException("--threads is " + text + ", expected a number or " + ALL);
        }
    }

    /** All that this process may use. */
    static int processors() {
        return Runtime.getRuntime().availableProcessors();
    }
}
