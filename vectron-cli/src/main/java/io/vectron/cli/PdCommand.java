package io.vectron.cli;

import io.vectron.cli.suite.Role;
import picocli.CommandLine.Command;

/** {@code vectron pd --vectron.pd.SETTING=VALUE ...} */
@Command(
        name = "pd",
        mixinStandardHelpOptions = true,
        customSynopsis = "vectron pd --vectron.pd.SETTING=VALUE ...",
        description = "Runs a placement driver in this process and prints READY pd when it serves.")
final class PdCommand extends RoleCommand {
    PdCommand() {
        super(Role.PD);
    }
}
