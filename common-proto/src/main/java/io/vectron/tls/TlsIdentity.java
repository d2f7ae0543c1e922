package io.vectron.tls;

import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * The TLS identity of one process: its key, its certificate, and whom it trusts, read from the folder that a Kubernetes
 * TLS secret mounts: {@code tls.key} (PKCS#8), {@code tls.crt} (leaf first), {@code ca.crt}, all PEM.
 *
 * <p>Everything is checked when it is loaded: that the key is the certificate's, that all are within their dates, and that
 * the certificate was issued by the CA; a process that its peers would refuse does not start. Immutable, safe for any
 * thread; the managers and contexts may be shared.
 */
public final class TlsIdentity {
    public static final String CA_FILE = "ca.crt";
    public static final String CERTIFICATE_FILE = "tls.crt";
    public static final String KEY_FILE = "tls.key";

    private static final String[] PROTOCOLS = {"TLSv1.3"};
    /** Java's key stores want a password; this one never leaves the memory of the process. */
    private static final String PASSWORD = "in-memory";

    private final KeyStore keyStore;
    private final @Nullable KeyStore trustStore;
    private final X509Certificate certificate;

    private TlsIdentity(KeyStore keyStore, @Nullable KeyStore trustStore, X509Certificate certificate) {
        this.keyStore = keyStore;
        this.trustStore = trustStore;
        this.certificate = certificate;
    }

    /**
     * For mutual TLS: {@code ca.crt}, {@code tls.crt} and {@code tls.key}.
     *
     * @throws TlsException naming the file that is missing, damaged, expired, or does not fit the others
     */
    public static TlsIdentity load(Path directory) {
        return load(directory, Clock.systemUTC());
    }

    /** As {@link #load(Path)}, at another time. */
    public static TlsIdentity load(Path directory, Clock clock) {
        Path caFile = directory.resolve(CA_FILE);
        List<X509Certificate> authorities = PemFiles.certificates(caFile);
        authorities.forEach(authority -> checkDates(caFile, authority, clock));
        Path file = directory.resolve(CERTIFICATE_FILE);
        List<X509Certificate> chain = PemFiles.certificates(file);
        PrivateKey key = PemFiles.key(directory.resolve(KEY_FILE), chain.getFirst(), file);
        chain.forEach(each -> checkDates(file, each, clock));
        KeyStore trust = trustStore(authorities);
        checkIssuer(file, chain, caFile, trust, clock);
        return new TlsIdentity(keyStore(key, chain), trust, chain.getFirst());
    }

    /**
     * For a public server: {@code tls.crt} and {@code tls.key}; who calls is not checked by TLS.
     *
     * @throws TlsException as {@link #load(Path)}
     */
    public static TlsIdentity loadServer(Path directory) {
        Path file = directory.resolve(CERTIFICATE_FILE);
        List<X509Certificate> chain = PemFiles.certificates(file);
        PrivateKey key = PemFiles.key(directory.resolve(KEY_FILE), chain.getFirst(), file);
        chain.forEach(each -> checkDates(file, each, Clock.systemUTC()));
        return new TlsIdentity(keyStore(key, chain), null, chain.getFirst());
    }

    /**
     * A certificate and its key from any two files, for whoever issues certificates.
     *
     * @throws TlsException as {@link #load(Path)}
     */
    public static Map.Entry<X509Certificate, PrivateKey> readPair(Path certificateFile, Path keyFile, Clock clock) {
        X509Certificate certificate = PemFiles.certificates(certificateFile).getFirst();
        checkDates(certificateFile, certificate, clock);
        return Map.entry(certificate, PemFiles.key(keyFile, certificate, certificateFile));
    }

    /** A key store with the key and its chain, protected by {@link #password()}. Not to be changed. */
    public KeyStore keyStore() {
        return keyStore;
    }

    public String password() {
        return PASSWORD;
    }

    /** Until when the certificate is valid. */
    public Instant expires() {
        return certificate.getNotAfter().toInstant();
    }

    public KeyManagerFactory keyManagers() {
        try {
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(keyStore, PASSWORD.toCharArray());
            return factory;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Trust in the CA of this identity and in no other. */
    public TrustManagerFactory trustManagers() {
        if (trustStore == null) {
            throw new IllegalStateException("an identity without " + CA_FILE + " trusts nobody");
        }
        return trustManagers(trustStore);
    }

    /** For gRPC clients: shows this identity, trusts its CA only, verifies host names, TLS 1.3. */
    public SslContext clientContext() {
        try {
            return GrpcSslContexts.configure(SslContextBuilder.forClient(), SslProvider.JDK)
                    .keyManager(keyManagers())
                    .trustManager(trustManagers())
                    .protocols(PROTOCOLS)
                    .build();
        } catch (SSLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** For gRPC clients of a public server: trusts the CA certificates in this file only, shows no identity. */
    static SslContext trusting(Path caFile) {
        List<X509Certificate> authorities = PemFiles.certificates(caFile);
        authorities.forEach(authority -> checkDates(caFile, authority, Clock.systemUTC()));
        try {
            return GrpcSslContexts.configure(SslContextBuilder.forClient(), SslProvider.JDK)
                    .trustManager(trustManagers(trustStore(authorities)))
                    .build();
        } catch (SSLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static TrustManagerFactory trustManagers(KeyStore store) {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return factory;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyStore keyStore(PrivateKey key, List<X509Certificate> chain) {
        KeyStore store = emptyStore();
        try {
            store.setKeyEntry("tls", key, PASSWORD.toCharArray(), chain.toArray(X509Certificate[]::new));
            return store;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyStore trustStore(List<X509Certificate> authorities) {
        KeyStore store = emptyStore();
        try {
            for (int i = 0; i < authorities.size(); i++) {
                store.setCertificateEntry("ca-" + i, authorities.get(i));
            }
            return store;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyStore emptyStore() {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            return store;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void checkDates(Path file, X509Certificate certificate, Clock clock) {
        Instant now = clock.instant();
        Instant from = certificate.getNotBefore().toInstant();
        Instant until = certificate.getNotAfter().toInstant();
        String what = file + ": the certificate of '" + certificate.getSubjectX500Principal() + "' ";
        if (now.isAfter(until)) {
            throw new TlsException(what + "expired on " + until + ", now is " + now + "; put a new one in its place");
        }
        if (now.isBefore(from)) {
            throw new TlsException(what + "is valid from " + from + " only, now is " + now + "; is the clock right?");
        }
    }

    private static void checkIssuer(Path file, List<X509Certificate> chain, Path caFile, KeyStore trust, Clock clock) {
        try {
            PKIXParameters parameters = new PKIXParameters(trust);
            parameters.setRevocationEnabled(false);
            parameters.setDate(Date.from(clock.instant()));
            var path = CertificateFactory.getInstance("X.509").generateCertPath(chain);
            var _ = CertPathValidator.getInstance("PKIX").validate(path, parameters);
        } catch (GeneralSecurityException e) {
            throw new TlsException(file + ": the certificate of '"
                    + chain.getFirst().getSubjectX500Principal() + "' was not issued by a CA of " + caFile + ": "
                    + e.getMessage());
        }
    }
}
