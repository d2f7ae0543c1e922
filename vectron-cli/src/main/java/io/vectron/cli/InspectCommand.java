package io.vectron.cli;

import io.vectron.cli.inspect.InspectionJson;
import io.vectron.cli.inspect.InspectionText;
import io.vectron.cli.inspect.Inspections;
import io.vectron.drift.InspectedSegment;
import io.vectron.drift.InspectionReport;
import io.vectron.drift.SegmentBytes;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code vectron inspect PATH}: checks the files of engines on this machine. */
@Command(
        name = "inspect",
        mixinStandardHelpOptions = true,
        description = "Checks every byte of the engines in a data directory, or of one of their files."
                + " Changes nothing; may run beside a worker.",
        footer = "Exit codes: 0 sound, 1 damage found, 2 no such path or no engine there.")
final class InspectCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "PATH",
            description = "A worker's data directory, an engine directory, segment-N.drift, wal-N.log or MANIFEST.")
    private Path path = Path.of("");

    @Option(names = "--json", description = "One JSON object, nothing else.")
    private boolean json;

    @Option(names = "--quiet", description = "Only damage, and nothing when all is sound.")
    private boolean quiet;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        Inspections inspections;
        try {
            inspections = Inspections.of(path);
        } catch (NoSuchFileException missing) {
            String reason = missing.getReason() == null ? "no such file or directory" : missing.getReason();
            return refuse(missing.getFile() + ": " + reason);
        } catch (IllegalArgumentException otherFile) {
            return refuse(String.valueOf(otherFile.getMessage()));
        } catch (IOException unreadable) {
            return refuse("cannot be read: " + unreadable);
        }
        if (json) {
            System.out.println(InspectionJson.of(inspections));
        } else {
            print(inspections, System.out);
        }
        return inspections.isSound() ? Main.OK : Main.FAILED;
    }

    private int refuse(String reason) {
        CommandLine line = spec.commandLine();
        line.getErr().println(line.getColorScheme().errorText("error: " + reason));
        line.getErr().flush();
        return Main.USAGE;
    }

    private void print(Inspections inspections, PrintStream out) {
        for (InspectionReport report : inspections.all()) {
            if (!quiet) {
                printFacts(report, out);
            }
            report.findings().stream()
                    .filter(finding -> !quiet || finding.kind().isDamage())
                    .forEach(finding -> out.println(InspectionText.of(report.path(), finding)));
            if (!quiet) {
                out.println();
            }
        }
        if (!quiet) {
            printTotal(inspections, out);
        }
    }

    private static void printFacts(InspectionReport report, PrintStream out) {
        out.println(report.path() + (report.isInUse() ? " (an engine has it open)" : ""));
        InspectionText.facts(report).forEach(out::println);
        if (report.segments().isEmpty()) {
            return;
        }
        Table table = new Table(
                "SEGMENT",
                "ROWS",
                "LIVE",
                "GROUPS",
                "RETIRED",
                "TOMBSTONES",
                "HEADER",
                "HOT",
                "CODES",
                "ROWS",
                "COLD",
                "INDEX",
                "BYTES",
                "PER ROW");
        for (InspectedSegment segment : report.segments()) {
            SegmentBytes bytes = segment.bytes();
            table.row(
                    segment.file(),
                    segment.rows(),
                    InspectionText.live(segment.liveRows()),
                    segment.rowGroups(),
                    segment.retiredRowGroups(),
                    segment.tombstones(),
                    bytes.header(),
                    bytes.hot(),
                    bytes.codes(),
                    bytes.rows(),
                    bytes.cold(),
                    bytes.index(),
                    bytes.total(),
                    String.format(Locale.ROOT, "%,.1f", (double) bytes.total() / Math.max(1, segment.rows())));
        }
        table.print(out);
    }

    private static void printTotal(Inspections inspections, PrintStream out) {
        inspections.passedOver().forEach(path -> out.println("passed over " + path));
        out.println(String.format(
                Locale.ROOT,
                "engines %,d, rows %,d, live %s, bytes %,d; snapshots %,d",
                inspections.engines().size(),
                inspections.rows(),
                InspectionText.live(inspections.liveRows()),
                inspections.bytes().total(),
                inspections.snapshots().size()));
        if (inspections.rows() > 0) {
            out.println(InspectionText.perRow(inspections.bytes(), inspections.liveRows(), inspections.rows()));
        }
        out.println(InspectionText.verdict(inspections));
    }
}
