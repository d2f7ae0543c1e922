package io.vectron.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Certificates and keys in PEM; every failure names the file. Stateless. */
final class PemFiles {
    /** A chain has a few KiB; whatever is larger is no certificate. */
    private static final long FILE_BYTES_MAX = 1 << 20;

    private static final String KEY_BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String KEY_END = "-----END PRIVATE KEY-----";

    private PemFiles() {}

    /** One certificate or more, in the order of the file. */
    static List<X509Certificate> certificates(Path file) {
        byte[] bytes = read(file);
        List<X509Certificate> found = new ArrayList<>();
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (Certificate each : factory.generateCertificates(new ByteArrayInputStream(bytes))) {
                found.add((X509Certificate) each);
            }
        } catch (CertificateException e) {
            throw new TlsException(file + " holds no readable PEM certificate: " + e.getMessage());
        }
        if (found.isEmpty()) {
            throw new TlsException(file + " holds no PEM certificate");
        }
        return found;
    }

    /** The PKCS#8 key that belongs to this certificate. */
    static PrivateKey key(Path file, X509Certificate certificate, Path certificateFile) {
        PublicKey publicKey = certificate.getPublicKey();
        PrivateKey key = decode(file, publicKey.getAlgorithm());
        if (!belongTogether(key, publicKey)) {
            throw new TlsException(file + " is not the key of the certificate in " + certificateFile);
        }
        return key;
    }

    private static PrivateKey decode(Path file, String algorithm) {
        String text = new String(read(file), StandardCharsets.US_ASCII);
        int begin = text.indexOf(KEY_BEGIN);
        int end = text.indexOf(KEY_END);
        if (begin < 0 || end < begin) {
            throw new TlsException(file + " holds no unencrypted PKCS#8 key ('" + KEY_BEGIN
                    + "'); convert it with: openssl pkcs8 -topk8 -nocrypt");
        }
        try {
            byte[] der = Base64.getMimeDecoder().decode(text.substring(begin + KEY_BEGIN.length(), end));
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            // what the parser says may quote the key
            throw new TlsException(file + " holds no readable " + algorithm + " key, as its certificate needs");
        }
    }

    private static boolean belongTogether(PrivateKey key, PublicKey publicKey) {
        byte[] sample = "vectron".getBytes(StandardCharsets.US_ASCII);
        try {
            String algorithm = switch (publicKey.getAlgorithm()) {
                case "EC" -> "SHA256withECDSA";
                case "RSA" -> "SHA256withRSA";
                default -> publicKey.getAlgorithm();
            };
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(sample);
            byte[] signed = signature.sign();
            signature.initVerify(publicKey);
            signature.update(sample);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static byte[] read(Path file) {
        try {
            long size = Files.size(file);
            if (size > FILE_BYTES_MAX) {
                throw new TlsException(file + " has " + size + " bytes, expected at most " + FILE_BYTES_MAX);
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new TlsException("there is no file " + file);
        } catch (IOException e) {
            throw new TlsException("cannot read " + file + ": " + e.getMessage());
        }
    }
}
