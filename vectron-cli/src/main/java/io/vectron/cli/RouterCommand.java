package io.vectron.cli;

import io.vectron.cli.suite.Role;
import picocli.CommandLine.Command;

/** {@code vectron router --vectron.router.SETTING=VALUE ...} */
@Command(
        name = "router",
        mixinStandardHelpOptions = true,
        customSynopsis = "vectron router --vectron.router.SETTING=VALUE ...",
        description = "Runs a router in this process and prints READY router when it serves.")
final class RouterCommand extends RoleCommand {
    RouterCommand() {
        super(Role.ROUTER);
    }
}
