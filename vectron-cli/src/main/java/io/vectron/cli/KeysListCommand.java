package io.vectron.cli;

import io.vectron.router.access.ApiKeyLine;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code vectron keys list --file FILE}. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "Lists names, roles and collections of a key file.")
final class KeysListCommand implements Callable<Integer> {
    @Option(names = "--file", paramLabel = "FILE", required = true, description = "The key file.")
    private @Nullable Path file;

    @Override
    public Integer call() {
        Table table = new Table("NAME", "ROLE", "COLLECTIONS");
        for (ApiKeyLine line : KeyFile.open(java.util.Objects.requireNonNull(file, "picocli requires --file"))
                .lines()) {
            table.row(
                    line.name(),
                    line.role().word(),
                    line.collections().isEmpty() ? "all" : String.join(",", line.collections()));
        }
        table.print(System.out);
        return Main.OK;
    }
}
