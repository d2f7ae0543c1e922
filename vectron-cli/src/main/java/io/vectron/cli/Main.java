package io.vectron.cli;

import io.vectron.cli.client.CallFailedException;
import io.vectron.cli.client.ServerAddress;
import io.vectron.cli.client.VectronClient;
import io.vectron.cli.input.InputException;
import io.vectron.cli.load.ImportFailedException;
import io.vectron.cli.suite.SuiteException;
import io.vectron.router.access.ApiKeysException;
import io.vectron.tls.TlsException;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The entry: {@code vectron COMMAND ...}. Exit codes: 0 done, 1 failed, 2 not called as it should be. */
@Command(
        name = "vectron",
        description = "A distributed vector database for data that changes.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        version = "vectron 0.1.0",
        exitCodeOnExecutionException = Main.FAILED,
        exitCodeOnInvalidInput = Main.USAGE,
        subcommands = {
            DemoCommand.class,
            UpCommand.class,
            StatusCommand.class,
            CollectionsCommand.class,
            ImportCommand.class,
            SearchCommand.class,
            GetCommand.class,
            DeleteCommand.class,
            RecallCommand.class,
            PdCommand.class,
            WorkerCommand.class,
            RouterCommand.class,
            KeysCommand.class,
            CertsCommand.class,
            AdminCommand.class,
            InspectCommand.class,
            HelpCommand.class,
        })
public final class Main {
    static final int OK = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;

    @Option(
            names = "--server",
            paramLabel = "HOST:PORT",
            scope = ScopeType.INHERIT,
            defaultValue = "127.0.0.1:7701",
            description = "The router's gRPC address, for commands that talk to one (default: ${DEFAULT-VALUE}).")
    private ServerAddress server = new ServerAddress("127.0.0.1", 7701);

    @Option(
            names = "--api-key-file",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "File that holds the API key to send; without it, the environment's VECTRON_API_KEY.")
    private @Nullable Path apiKeyFile;

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "Talk TLS to the router, and trust the CA certificates of this PEM file.")
    private @Nullable Path ca;

    @Option(
            names = "--verbose",
            scope = ScopeType.INHERIT,
            description = "More log lines and stack traces on the terminal.")
    private boolean verbose;

    public static void main(String[] args) {
        System.exit(run(args));
    }

    /** @return the exit code */
    static int run(String... args) {
        Logs.takeFromSpring();
        return commandLine().execute(args);
    }

    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Main());
        line.registerConverter(ServerAddress.class, Main::address);
        line.setExecutionExceptionHandler((e, command, parsed) -> fail(e, command));
        line.setExecutionStrategy(parsed -> {
            Main main = of(parsed.commandSpec());
            if (main.verbose) {
                Logs.verbose();
            }
            return new CommandLine.RunLast().execute(parsed);
        });
        return line;
    }

    private static ServerAddress address(String text) {
        try {
            return ServerAddress.parse(text);
        } catch (IllegalArgumentException e) {
            throw new CommandLine.TypeConversionException(String.valueOf(e.getMessage()));
        }
    }

    /** What we foresaw is one message; anything else is a bug and shows its stack. */
    private static int fail(Exception e, CommandLine command) {
        boolean foreseen = switch (e) {
            case CallFailedException _,
                    InputException _,
                    ImportFailedException _,
                    SuiteException _,
                    CommandFailedException _,
                    TlsException _,
                    ApiKeysException _,
                    IOException _ -> true;
            default -> false;
        };
        String text = e instanceof IOException ? e.toString() : String.valueOf(e.getMessage());
        command.getErr().println(command.getColorScheme().errorText("error: " + (foreseen ? text : e.toString())));
        if (!foreseen || of(command.getCommandSpec()).verbose) {
            e.printStackTrace(command.getErr());
        }
        command.getErr().flush();
        return FAILED;
    }

    /** The global options of a command. */
    static Main of(CommandSpec command) {
        return (Main) command.root().userObject();
    }

    /** A connection to the router of {@code --server}; the caller closes it. */
    VectronClient connect() {
        return new VectronClient(server, ClientOptions.credentials(apiKeyFile, ca));
    }

    ServerAddress server() {
        return server;
    }

    boolean isVerbose() {
        return verbose;
    }
}
