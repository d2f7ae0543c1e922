package io.vectron.benchmarks;

import io.vectron.benchmarks.ann.AnnBenchmark;
import io.vectron.benchmarks.codec.CodecReport;
import io.vectron.benchmarks.contestant.ContestantException;
import io.vectron.benchmarks.data.DatasetException;
import io.vectron.benchmarks.engine.EngineReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.HelpCommand;

/** The entry: {@code ./vectron bench COMMAND ...}. Exit codes: 0 done, 1 failed, 2 not called as it should be. */
@Command(
        name = "bench",
        description = "Measures what the manuals claim.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        subcommands = {AnnBenchmark.class, CodecReport.class, EngineReport.class, JmhCommand.class, HelpCommand.class})
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /** The commands, not run yet. */
    public static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, command, _) -> exitCode(failure, command.getErr()));
    }

    /** What was foreseen is one message; anything else is a bug and shows its trace. */
    private static int exitCode(Exception failure, PrintWriter err) {
        int code = switch (failure) {
            case DatasetException _ -> {
                err.println("error: " + failure.getMessage());
                yield ExitCode.USAGE;
            }
            case ContestantException _ -> {
                err.println("error: " + failure.getMessage());
                yield ExitCode.SOFTWARE;
            }
            case IOException _, UncheckedIOException _ -> {
                err.println("error: " + failure);
                yield ExitCode.SOFTWARE;
            }
            default -> {
                failure.printStackTrace(err);
                yield ExitCode.SOFTWARE;
            }
        };
        err.flush();
        return code;
    }
}
