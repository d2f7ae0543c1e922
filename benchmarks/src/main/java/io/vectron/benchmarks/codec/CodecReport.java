package io.vectron.benchmarks.codec;

import io.vectron.benchmarks.data.DatasetException;
import io.vectron.benchmarks.data.DatasetOption;
import io.vectron.benchmarks.data.VectorFile;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Size and speed of each codec on the rows of a data set. Every block is checked against what went in. */
@Command(
        name = "codecs",
        description = "Size and speed of the codecs on the vectors of a data set.",
        mixinStandardHelpOptions = true)
public final class CodecReport implements Callable<Integer> {
    @Mixin
    private DatasetOption dataset = new DatasetOption();

    @Option(names = "--rows", defaultValue = "100000", description = "Rows to read (default: ${DEFAULT-VALUE}).")
    private int rows;

    @Option(
            names = "--block-rows",
            defaultValue = "500",
            description = "Rows of a block, which are those of a bucket (default: ${DEFAULT-VALUE}).")
    private int blockRows;

    @Option(
            names = "--turn-millis",
            defaultValue = "200",
            description =
                    "Time of each of the ten turns that a figure takes, of which five warm up (default: ${DEFAULT-VALUE}).")
    private int turnMillis;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private CodecReport() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new CodecReport()).execute(args));
    }

    @Override
    public Integer call() {
        VectorFile vectors = dataset.read(rows);
        if (vectors.rows() < blockRows) {
            throw new DatasetException(
                    vectors.source() + " has " + vectors.rows() + " rows, a block needs " + blockRows);
        }
        Stopwatch stopwatch = new Stopwatch(TimeUnit.MILLISECONDS.toNanos(turnMillis));
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                Locale.ROOT,
                "%s: %,d rows x %d, blocks of %d rows%n%n",
                vectors.source(),
                vectors.rows(),
                vectors.dimension(),
                blockRows);
        out.println("| form | bytes per row | of plain | encode GB/s | decode GB/s | one row, ns |");
        out.println("|---|---|---|---|---|---|");
        new FloatBlockReport(vectors, blockRows, stopwatch).lines().forEach(out::println);
        new Sq8Report(vectors, stopwatch).lines().forEach(out::println);
        out.println();
        out.println("| integers | values | bits per value | of plain | encode M/s | decode M/s | one value, ns |");
        out.println("|---|---|---|---|---|---|---|");
        new IntegerReport(dataset.prefix(), stopwatch).lines().forEach(out::println);
        out.println();
        out.println("| bloom filter | keys | bits per key | false positives | add, ns | ask, ns |");
        out.println("|---|---|---|---|---|---|");
        new BloomReport(vectors.rows(), stopwatch).lines().forEach(out::println);
        out.flush();
        return 0;
    }
}
