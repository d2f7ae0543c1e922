package io.vectron.cli.certs;

import io.vectron.tls.TlsException;
import io.vectron.tls.TlsIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A certificate authority in a folder: {@code ca.crt} and {@code ca.key}, and one folder for each role with {@code ca.crt},
 * {@code tls.crt} and {@code tls.key}, ready for {@code vectron.R.tls-directory}.
 *
 * <p>EC P-256; the CA is valid for ten years, a role's certificate for one. A role's certificate names localhost,
 * 127.0.0.1, ::1, the role, the given hosts, and the role's identity {@code vectron://ROLE}; it is good for both sides of a
 * connection.
 */
public final class CertificateAuthority {
    static final String KEY_FILE = "ca.key";
    static final Duration CA_LIFE = Duration.ofDays(3_650);
    static final Duration LEAF_LIFE = Duration.ofDays(365);

    private static final List<String> LOCAL_HOSTS = List.of("localhost", "127.0.0.1", "::1");

    private final Path folder;
    private final X509Certificate certificate;
    private final PrivateKey key;
    private final Clock clock;

    private CertificateAuthority(Path folder, X509Certificate certificate, PrivateKey key, Clock clock) {
        this.folder = folder;
        this.certificate = certificate;
        this.key = key;
        this.clock = clock;
    }

    /** True when the folder has a CA, or a part of one. */
    public static boolean isIn(Path folder) {
        return Files.exists(folder.resolve(TlsIdentity.CA_FILE)) || Files.exists(folder.resolve(KEY_FILE));
    }

    /**
     * Makes a new CA.
     *
     * @throws TlsException when the folder has one already: whoever trusts it would trust nobody any more
     */
    public static CertificateAuthority create(Path folder) throws IOException {
        return create(folder, Clock.systemUTC());
    }

    static CertificateAuthority create(Path folder, Clock clock) throws IOException {
        if (isIn(folder)) {
            throw new TlsException(folder + " has a certificate authority already; it is never overwritten");
        }
        Files.createDirectories(folder);
        KeyPair pair = Certificates.newKeyPair();
        X509Certificate certificate = Certificates.authority(pair, clock.instant(), CA_LIFE);
        SecretFile.write(
                folder.resolve(KEY_FILE),
                Certificates.pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
        SecretFile.writeReadable(folder.resolve(TlsIdentity.CA_FILE), Certificates.pem(certificate));
        return new CertificateAuthority(folder, certificate, pair.getPrivate(), clock);
    }

    /** @throws TlsException naming the file that is missing or damaged */
    public static CertificateAuthority open(Path folder) {
        return open(folder, Clock.systemUTC());
    }

    static CertificateAuthority open(Path folder, Clock clock) {
        Map.Entry<X509Certificate, PrivateKey> pair =
                TlsIdentity.readPair(folder.resolve(TlsIdentity.CA_FILE), folder.resolve(KEY_FILE), clock);
        return new CertificateAuthority(folder, pair.getKey(), pair.getValue(), clock);
    }

    /** Where a role's files are. */
    public Path folderOf(String role) {
        return folder.resolve(role);
    }

    /**
     * Writes a new key and certificate for a role, over the ones that are there.
     *
     * @param hosts further names and addresses by which the role is reached
     * @return until when the certificate is valid
     */
    public Instant issue(String role, List<String> hosts) throws IOException {
        return issue(role, hosts, clock.instant(), LEAF_LIFE);
    }

    /** As {@link #issue(String, List)}, from any time on and for any life that the CA's own allows. */
    public Instant issue(String role, List<String> hosts, Instant from, Duration life) throws IOException {
        KeyPair pair = Certificates.newKeyPair();
        Instant caEnd = certificate.getNotAfter().toInstant();
        Instant end = from.plus(life).isAfter(caEnd) ? caEnd : from.plus(life);
        Certificates.Names names = new Certificates.Names(role, LOCAL_HOSTS, hosts);
        X509Certificate leaf =
                Certificates.leaf(pair.getPublic(), names, new Certificates.Issuer(certificate, key), from, end);
        Path target = Files.createDirectories(folderOf(role));
        SecretFile.write(
                target.resolve(TlsIdentity.KEY_FILE),
                Certificates.pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
        SecretFile.writeReadable(target.resolve(TlsIdentity.CERTIFICATE_FILE), Certificates.pem(leaf));
        SecretFile.writeReadable(target.resolve(TlsIdentity.CA_FILE), Certificates.pem(certificate));
        return leaf.getNotAfter().toInstant();
    }
}
