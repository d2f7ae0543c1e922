package io.vectron.cli;

import io.vectron.cli.suite.Role;
import picocli.CommandLine.Command;

/** {@code vectron admin --vectron.admin.SETTING=VALUE ...} */
@Command(
        name = "admin",
        mixinStandardHelpOptions = true,
        customSynopsis = "vectron admin --vectron.admin.SETTING=VALUE ...",
        description = "Runs a dashboard in this process and prints READY admin when it serves.")
final class AdminCommand extends RoleCommand {
    AdminCommand() {
        super(Role.ADMIN);
    }
}
