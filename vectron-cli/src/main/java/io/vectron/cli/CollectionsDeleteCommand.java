package io.vectron.cli;

import io.vectron.cli.client.VectronClient;
import io.vectron.cli.terminal.Terminal;
import java.io.Console;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code vectron collections delete NAME}. */
@Command(name = "delete", mixinStandardHelpOptions = true, description = "Deletes a collection with all of its points.")
final class CollectionsDeleteCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME")
    private String name = "";

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        if (!yes && !isConfirmed()) {
            throw new CommandFailedException("nothing was deleted");
        }
        try (VectronClient client = Main.of(spec).connect()) {
            client.deleteCollection(name);
        }
        System.out.println("deleted " + name);
        return Main.OK;
    }

    private boolean isConfirmed() {
        Console console = Terminal.interactive()
                .orElseThrow(() -> new CommandFailedException(
                        "deleting '" + name + "' needs --yes when there is no terminal to ask at"));
        return name.equals(console.readLine("Type the collection's name to delete it with all of its points: "));
    }
}
