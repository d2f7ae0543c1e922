package io.vectron.cli.certs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.vectron.tls.ClusterDoor;
import io.vectron.tls.TlsException;
import io.vectron.tls.TlsIdentity;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The certificates that are made, and what {@link TlsIdentity} says of those that cannot be used. */
@Tag("unit")
class CertificateAuthorityTest {
    @TempDir
    private Path folder = Path.of("");

    private Path issued(String role, String... hosts) throws IOException {
        CertificateAuthority authority = CertificateAuthority.isIn(folder)
                ? CertificateAuthority.open(folder)
                : CertificateAuthority.create(folder);
        var _ = authority.issue(role, List.of(hosts));
        return authority.folderOf(role);
    }

    private static X509Certificate read(Path file) throws Exception {
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(file)));
    }

    private static void refused(Path directory, String... says) {
        assertThatExceptionOfType(TlsException.class)
                .isThrownBy(() -> TlsIdentity.load(directory))
                .satisfies(e -> assertThat(e.getMessage()).contains(says));
    }

    @Test
    void certificateNamesRoleHostsAndIdentity() throws Exception {
        X509Certificate leaf =
                read(issued("worker", "node-7.example", "10.0.0.7").resolve("tls.crt"));
        assertThat(leaf.getSubjectAlternativeNames())
                .extracting(name -> String.valueOf(name.get(1)))
                .containsExactlyInAnyOrder(
                        "localhost",
                        "127.0.0.1",
                        "0:0:0:0:0:0:0:1",
                        "worker",
                        "node-7.example",
                        "10.0.0.7",
                        "vectron://worker");
        assertThat(leaf.getExtendedKeyUsage()).containsExactlyInAnyOrder("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2");
        assertThat(leaf.getBasicConstraints()).isEqualTo(-1);
        assertThat(leaf.getPublicKey().getAlgorithm()).isEqualTo("EC");
        assertThat(Duration.between(Instant.now(), leaf.getNotAfter().toInstant()))
                .isBetween(Duration.ofDays(364), Duration.ofDays(365));
        X509Certificate ca = read(folder.resolve("ca.crt"));
        assertThat(ca.getBasicConstraints()).isZero();
        assertThat(Duration.between(Instant.now(), ca.getNotAfter().toInstant()))
                .isBetween(Duration.ofDays(3_649), Duration.ofDays(3_650));
        assertThat(TlsIdentity.load(folder.resolve("worker")).expires())
                .isEqualTo(leaf.getNotAfter().toInstant());
    }

    @Test
    void authorityIsNeverOverwrittenAndIssuesFurtherCertificates() throws Exception {
        var _ = issued("pd");
        byte[] before = Files.readAllBytes(folder.resolve("ca.crt"));
        assertThatExceptionOfType(TlsException.class)
                .isThrownBy(() -> CertificateAuthority.create(folder))
                .withMessageContaining("never overwritten");
        var _ = TlsIdentity.load(issued("worker"));
        assertThat(folder.resolve("ca.crt")).hasBinaryContent(before);
    }

    @Test
    void missingFileIsNamed() throws IOException {
        Path directory = issued("pd");
        Files.delete(directory.resolve("tls.key"));
        refused(directory, "there is no file " + directory.resolve("tls.key"));
    }

    @Test
    void keyOfAnotherCertificateIsNamed() throws IOException {
        Path directory = issued("pd");
        Files.copy(
                issued("worker").resolve("tls.key"), directory.resolve("tls.key"), StandardCopyOption.REPLACE_EXISTING);
        refused(directory, directory.resolve("tls.key") + " is not the key of", "tls.crt");
    }

    @Test
    void expiredAndFutureCertificatesAreNamedWithTheirDate() throws IOException {
        CertificateAuthority authority = CertificateAuthority.create(folder);
        Instant start = Instant.now().minus(Duration.ofDays(2)).truncatedTo(ChronoUnit.SECONDS);
        Instant end = authority.issue("old", List.of(), start, Duration.ofDays(1));
        assertThat(end).isEqualTo(start.plus(Duration.ofDays(1)));
        refused(authority.folderOf("old"), "tls.crt", "expired on " + end, "vectron old");
        var _ = authority.issue("young", List.of(), Instant.now().plus(Duration.ofDays(1)), Duration.ofDays(1));
        refused(authority.folderOf("young"), "tls.crt", "is valid from");
    }

    @Test
    void certificateOfAnotherAuthorityIsRefused() throws IOException {
        Path directory = issued("pd");
        Path other = Files.createDirectory(folder.resolve("other"));
        var _ = CertificateAuthority.create(other);
        Files.copy(other.resolve("ca.crt"), directory.resolve("ca.crt"), StandardCopyOption.REPLACE_EXISTING);
        refused(directory, "was not issued by a CA of " + directory.resolve("ca.crt"));
    }

    @Test
    void otherKindsOfTextAreRefusedWithWhatToDo() throws IOException {
        Path directory = issued("pd");
        Path key = directory.resolve("tls.key");
        String text = Files.readString(key);
        Files.writeString(key, text.replace("PRIVATE KEY", "EC PRIVATE KEY"));
        refused(directory, key.toString(), "openssl pkcs8 -topk8");
        Files.writeString(key, text.replace("\nM", "\n!"));
        refused(directory, key.toString());
        Files.writeString(key, text);
        Files.writeString(directory.resolve("tls.crt"), "hello");
        refused(directory, directory.resolve("tls.crt").toString());
    }

    @Test
    void developmentCertificatesAreKeptUntilTheyEndAndTheAuthorityAlways() throws Exception {
        Instant now = Instant.now();
        List<String> roles = List.of("pd", "worker");
        DevelopmentCertificates.ensure(folder, roles, Clock.fixed(now, ZoneOffset.UTC));
        byte[] ca = Files.readAllBytes(folder.resolve("ca.crt"));
        byte[] leaf = Files.readAllBytes(folder.resolve("pd/tls.crt"));
        DevelopmentCertificates.ensure(folder, roles, Clock.fixed(now.plus(Duration.ofDays(300)), ZoneOffset.UTC));
        assertThat(folder.resolve("pd/tls.crt")).hasBinaryContent(leaf);
        DevelopmentCertificates.ensure(folder, roles, Clock.fixed(now.plus(Duration.ofDays(340)), ZoneOffset.UTC));
        assertThat(Files.readAllBytes(folder.resolve("pd/tls.crt"))).isNotEqualTo(leaf);
        assertThat(folder.resolve("ca.crt")).hasBinaryContent(ca);
    }

    @Test
    void doorOpensOnlyByTheRule() throws IOException {
        String directory = issued("pd").toString();
        assertThat(ClusterDoor.open("pd", directory, false, "0.0.0.0").identity())
                .isPresent();
        for (String loopback : List.of("127.0.0.1", "127.0.0.2", "::1", "localhost")) {
            assertThat(ClusterDoor.open("pd", "", true, loopback).channels().isPlaintext())
                    .isTrue();
        }
        for (String everywhere : List.of("0.0.0.0", "::", "", "10.1.2.3", "no.such.host.invalid")) {
            assertThatExceptionOfType(TlsException.class)
                    .isThrownBy(() -> ClusterDoor.open("pd", directory, true, everywhere))
                    .withMessageContaining("vectron.pd.insecure-dev")
                    .withMessageContaining("loopback");
        }
        assertThatExceptionOfType(TlsException.class)
                .isThrownBy(() -> ClusterDoor.open("pd", null, false, "127.0.0.1"))
                .withMessageContaining("vectron.pd.tls-directory")
                .withMessageContaining("vectron.pd.insecure-dev=true");
    }
}
