package io.vectron.cli;

import io.vectron.cli.certs.CertificateAuthority;
import io.vectron.tls.TlsIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code vectron certs --out DIR}: a CA and a folder of TLS files for each role. */
@Command(
        name = "certs",
        mixinStandardHelpOptions = true,
        description = "Makes a certificate authority and the TLS files of each role, for --vectron.ROLE.tls-directory.")
final class CertsCommand implements Callable<Integer> {
    private static final String ROLE_NAMES = "[a-z][a-z0-9-]{0,62}";

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "Where the files go.")
    private @Nullable Path out;

    @Option(
            names = "--host",
            paramLabel = "NAME",
            description = "A name or address by which the roles are reached; may be given several times.")
    private List<String> hosts = List.of();

    @Option(
            names = "--role",
            paramLabel = "ROLE",
            description = "Only for this role; may be given several times (default: pd, worker, router, admin).")
    private List<String> roles = List.of("pd", "worker", "router", "admin");

    @Option(names = "--renew", description = "Replace the certificates that are there; the authority stays.")
    private boolean renew;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        Path folder = java.util.Objects.requireNonNull(out, "picocli requires --out");
        roles.forEach(this::checkRole);
        boolean isNew = !CertificateAuthority.isIn(folder);
        CertificateAuthority authority =
                isNew ? CertificateAuthority.create(folder) : CertificateAuthority.open(folder);
        refuseToReplace(authority);
        System.out.println((isNew ? "Made" : "Used") + " the authority in " + folder.resolve(TlsIdentity.CA_FILE));
        for (String role : roles) {
            System.out.println("Issued " + authority.folderOf(role) + ", valid until " + authority.issue(role, hosts));
        }
        if (isNew) {
            System.out.println(
                    "Keep " + folder.resolve("ca.key") + " away from the servers: who has it is trusted by all.");
        }
        return Main.OK;
    }

    private void checkRole(String role) {
        if (!role.matches(ROLE_NAMES)) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "a role is 1 to 63 of [a-z0-9-], starting with a letter; found " + role);
        }
    }

    private void refuseToReplace(CertificateAuthority authority) {
        for (String role : roles) {
            Path file = authority.folderOf(role).resolve(TlsIdentity.CERTIFICATE_FILE);
            if (!renew && Files.exists(file)) {
                throw new CommandFailedException(file + " is there already; --renew replaces it, --role names others");
            }
        }
    }
}
