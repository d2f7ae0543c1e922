package io.vectron.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vectron keys revoke NAME --file FILE}. */
@Command(name = "revoke", mixinStandardHelpOptions = true, description = "Takes a key out of the file.")
final class KeysRevokeCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME")
    private String name = "";

    @Option(names = "--file", paramLabel = "FILE", required = true, description = "The key file.")
    private @Nullable Path file;

    @Override
    public Integer call() throws IOException {
        Path path = java.util.Objects.requireNonNull(file, "picocli requires --file");
        KeyFile keys = KeyFile.open(path);
        if (!keys.has(name)) {
            throw new CommandFailedException(path + " has no key named '" + name + "'");
        }
        keys.remove(name);
        System.out.println("Revoked '" + name + "'; routers with this file refuse it within seconds.");
        return Main.OK;
    }
}
