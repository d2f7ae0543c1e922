package io.vectron.cli;

import picocli.CommandLine.Command;

/** {@code vectron keys create|list|revoke}. */
@Command(
        name = "keys",
        mixinStandardHelpOptions = true,
        description = "Makes, lists and revokes the API keys of a key file; a router follows its file within seconds.",
        subcommands = {KeysCreateCommand.class, KeysListCommand.class, KeysRevokeCommand.class})
final class KeysCommand {}
