package io.vectron.cli.certs;

import io.vectron.tls.TlsException;
import io.vectron.tls.TlsIdentity;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificates of a suite in one process: the CA is made at the first start and kept; a role's certificate is made anew
 * when it has less than {@link #RENEWED_BEFORE} to go, or cannot be used.
 */
public final class DevelopmentCertificates {
    static final Duration RENEWED_BEFORE = Duration.ofDays(30);
    private static final Logger LOG = LoggerFactory.getLogger(DevelopmentCertificates.class);

    private DevelopmentCertificates() {}

    /** @throws TlsException when the CA that is there cannot be used */
    public static void ensure(Path folder, List<String> roles) throws IOException {
        ensure(folder, roles, Clock.systemUTC());
    }

    static void ensure(Path folder, List<String> roles, Clock clock) throws IOException {
        CertificateAuthority authority = CertificateAuthority.isIn(folder)
                ? CertificateAuthority.open(folder, clock)
                : CertificateAuthority.create(folder, clock);
        for (String role : roles) {
            if (!isGood(authority.folderOf(role), clock)) {
                LOG.info("new certificate in {}, until {}", authority.folderOf(role), authority.issue(role, List.of()));
            }
        }
    }

    private static boolean isGood(Path directory, Clock clock) {
        try {
            return TlsIdentity.load(directory, clock)
                    .expires()
                    .isAfter(clock.instant().plus(RENEWED_BEFORE));
        } catch (TlsException e) {
            LOG.info("the certificate is replaced: {}", e.getMessage());
            return false;
        }
    }
}
