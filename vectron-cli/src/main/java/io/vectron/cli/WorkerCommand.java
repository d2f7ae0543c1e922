package io.vectron.cli;

import io.vectron.cli.suite.Role;
import picocli.CommandLine.Command;

/** {@code vectron worker --vectron.worker.SETTING=VALUE ...} */
@Command(
        name = "worker",
        mixinStandardHelpOptions = true,
        customSynopsis = "vectron worker --vectron.worker.SETTING=VALUE ...",
        description = "Runs a worker in this process and prints READY worker when it serves.")
final class WorkerCommand extends RoleCommand {
    WorkerCommand() {
        super(Role.WORKER);
    }
}
