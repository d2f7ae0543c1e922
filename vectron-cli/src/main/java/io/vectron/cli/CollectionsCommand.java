package io.vectron.cli;

import picocli.CommandLine.Command;

/** {@code vectron collections list|create|show|delete}. */
@Command(
        name = "collections",
        mixinStandardHelpOptions = true,
        description = "Lists, makes, shows and deletes collections.",
        subcommands = {
            CollectionsListCommand.class,
            CollectionsCreateCommand.class,
            CollectionsShowCommand.class,
            CollectionsDeleteCommand.class,
        })
final class CollectionsCommand {}
