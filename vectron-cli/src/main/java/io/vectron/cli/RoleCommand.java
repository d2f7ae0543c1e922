package io.vectron.cli;

import io.vectron.cli.suite.Role;
import io.vectron.cli.suite.Suite;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** Runs one role in this process until it is stopped; prints {@code READY <role>} when it serves. Logs of
 * roles with a data directory go to a folder of its name and {@code -logs} beside it. */
abstract sealed class RoleCommand implements Callable<Integer>
        permits PdCommand, WorkerCommand, RouterCommand, AdminCommand {
    private final Role role;

    @Unmatched
    private List<String> settings = new ArrayList<>();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    RoleCommand(Role role) {
        this.role = role;
    }

    @Override
    public Integer call() throws InterruptedException {
        String own = "--vectron.";
        for (String setting : settings) {
            if (!setting.startsWith(own) || setting.indexOf('=') < 0) {
                throw new picocli.CommandLine.ParameterException(
                        spec.commandLine(), "expected " + own + role.word() + ".SETTING=VALUE, found " + setting);
            }
        }
        String folder = own + role.word() + ".data-directory=";
        settings.stream()
                .filter(setting -> setting.startsWith(folder))
                .findFirst()
                .ifPresent(setting -> Logs.toFolder(
                        logs(Path.of(setting.substring(folder.length()))),
                        Main.of(spec).isVerbose()));
        try (Suite suite = Suite.start(role, settings)) {
            System.out.println("READY " + role.word());
            System.out.flush();
            suite.awaitStop();
        }
        return Main.OK;
    }

    /** Beside the data: the services refuse a folder with files in it that are not theirs. */
    private static Path logs(Path data) {
        return data.resolveSibling(data.getFileName() + "-logs");
    }
}
