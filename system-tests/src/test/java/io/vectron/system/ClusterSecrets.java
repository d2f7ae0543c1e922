package io.vectron.system;

import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.vectron.tls.ChannelSecurity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Certificates of a test's cluster and one API key, made by the commands that an operator uses. */
final class ClusterSecrets {
    private static final Duration COMMAND_MAX = Duration.ofMinutes(2);
    private static final int REQUEST_BYTES_MAX = 64 << 20;

    private final Path certificates;
    private final Path keysFile;
    private final String key;

    private ClusterSecrets(Path certificates, Path keysFile, String key) {
        this.certificates = certificates;
        this.keysFile = keysFile;
        this.key = key;
    }

    /**
     * @param directory where the files go; they are readable by everybody, because the user of a container is not ours
     * @param hosts by which the roles are reached, beside loopback
     */
    static ClusterSecrets make(Path directory, List<String> hosts) throws IOException, InterruptedException {
        Path certificates = directory.resolve("certs");
        List<String> arguments = new ArrayList<>(List.of("certs", "--out", certificates.toString()));
        for (String host : hosts) {
            arguments.add("--host");
            arguments.add(host);
        }
        run("certs", directory, arguments);
        Path keysFile = directory.resolve("api-keys");
        String printed = run(
                "keys", directory, List.of("keys", "create", "test", "--role", "admin", "--file", keysFile.toString()));
        try (Stream<Path> files = Files.walk(certificates)) {
            for (Path file : files.toList()) {
                letEverybodyRead(file);
            }
        }
        letEverybodyRead(keysFile);
        String key = printed.lines()
                .filter(line -> line.startsWith("vk_"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("'vectron keys create' printed no key"));
        return new ClusterSecrets(certificates, keysFile, key);
    }

    private static String run(String name, Path directory, List<String> arguments) throws InterruptedException {
        try (VectronProcess process = new VectronProcess(name, directory, "128m", arguments)) {
            int code = process.awaitExit(COMMAND_MAX);
            if (code != 0) {
                throw new AssertionError("vectron " + name + " ended with " + code + ":\n" + process.output());
            }
            return process.fullOutput();
        }
    }

    private static void letEverybodyRead(Path file) throws IOException {
        Files.setPosixFilePermissions(
                file, PosixFilePermissions.fromString(Files.isDirectory(file) ? "rwxr-xr-x" : "rw-r--r--"));
    }

    /** {@code ca.crt}, {@code tls.crt} and {@code tls.key} of a role. */
    Path of(String role) {
        return certificates.resolve(role);
    }

    Path keysFile() {
        return keysFile;
    }

    /** A channel to a router's gRPC on this machine, that shows the key with each call. */
    ManagedChannel connect(int port) {
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + key);
        return ChannelSecurity.trusting(certificates.resolve("ca.crt"))
                .applyTo(NettyChannelBuilder.forAddress("127.0.0.1", port))
                .intercept(MetadataUtils.newAttachHeadersInterceptor(headers))
                .maxInboundMessageSize(REQUEST_BYTES_MAX)
                .build();
    }
}
