package io.vectron.cli;

import io.vectron.router.access.ApiKeyLine;
import io.vectron.router.access.Role;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code vectron keys create NAME --role ROLE --file FILE}: prints the key, which is kept nowhere. */
@Command(
        name = "create",
        mixinStandardHelpOptions = true,
        description = "Makes a key, prints it once, and adds its hash to the file.")
final class KeysCreateCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "Who uses the key; stands in audit lines.")
    private String name = "";

    @Option(names = "--role", paramLabel = "ROLE", required = true, description = "read, write or admin.")
    private String role = "";

    @Option(
            names = "--collection",
            paramLabel = "NAME",
            description = "The key is for this collection only; may be given several times (default: all).")
    private List<String> collections = List.of();

    @Option(names = "--file", paramLabel = "FILE", required = true, description = "The key file; made when missing.")
    private @Nullable Path file;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        Path path = java.util.Objects.requireNonNull(file, "picocli requires --file");
        KeyFile keys = KeyFile.openOrNew(path);
        if (keys.has(name)) {
            throw new CommandFailedException(
                    path + " has a key named '" + name + "' already; revoke it, or take another name");
        }
        String key = ApiKeyLine.newKey();
        keys.add(line(key));
        System.err.println("The key of '" + name + "'. It is shown this once and kept nowhere:");
        System.out.println(key);
        return Main.OK;
    }

    private ApiKeyLine line(String key) {
        try {
            return new ApiKeyLine(
                    name,
                    Role.ofWord(role)
                            .orElseThrow(() -> new IllegalArgumentException(
                                    "--role must be read, write or admin, found '" + role + "'")),
                    collections,
                    ApiKeyLine.hash(key));
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }
}
