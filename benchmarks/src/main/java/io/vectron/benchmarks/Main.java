package io.vectron.benchmarks;

import io.vectron.benchmarks.codec.CodecReport;
import io.vectron.benchmarks.engine.EngineReport;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** The entry: {@code ./vectron bench COMMAND ...}. Exit codes: 0 done, 1 failed, 2 not called as it should be. */
@Command(
        name = "bench",
        description = "Measures what the manuals claim.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        subcommands = {CodecReport.class, EngineReport.class, JmhCommand.class, HelpCommand.class})
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /** The commands, not run yet. */
    public static CommandLine commandLine() {
        return new CommandLine(new Main());
    }
}
