package io.vectron.system;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.ContainerConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.testcontainers.DockerClientFactory;

/**
 * The images that {@code ./vectron images} made of this build. They carry the checksum of the packed application, so that
 * images of older sources are told apart. Stateless.
 */
final class BuiltImages {
    static final List<String> ROLES = List.of("pd", "worker", "router", "admin");

    private static final String JAR_LABEL = "io.vectron.jar.sha256";
    /** Set by the build, as {@code vectron.packed-application}. */
    private static final Path JAR = Path.of(System.getProperty("vectron.packed-application", ""));

    private static final String TAG = System.getProperty("vectron.images-tag", "");

    private BuiltImages() {}

    static String name(String role) {
        return "vectron/" + role + ":" + TAG;
    }

    /** Why a test of the images cannot run here; empty when it can. */
    static Optional<String> missing() throws IOException {
        if (!hasEngine()) {
            return Optional.of("no container engine answers");
        }
        if (!Files.isRegularFile(JAR)) {
            return Optional.of("the application is not packed, '" + JAR + "' is no file");
        }
        String checksum = sha256(JAR);
        for (String role : ROLES) {
            Optional<String> found = checksumOf(role);
            if (found.isEmpty()) {
                return Optional.of("there is no image " + name(role) + "; ./vectron images makes it");
            }
            if (!found.get().equals(checksum)) {
                return Optional.of(name(role) + " was made of another build; ./vectron images makes it anew");
            }
        }
        return Optional.empty();
    }

    /** Testcontainers tells at length of each way to an engine that it tried: it is asked only where one may be. */
    private static boolean hasEngine() {
        boolean isLikely = System.getenv("DOCKER_HOST") != null
                || Files.exists(Path.of("/var/run/docker.sock"))
                || Files.exists(Path.of(System.getProperty("user.home"), ".docker", "run", "docker.sock"));
        return isLikely && DockerClientFactory.instance().isDockerAvailable();
    }

    static DockerClient client() {
        return DockerClientFactory.instance().client();
    }

    /** The configuration of a role's image. */
    static ContainerConfig configuration(String role) {
        return Objects.requireNonNull(
                client().inspectImageCmd(name(role)).exec().getConfig(), name(role));
    }

    private static Optional<String> checksumOf(String role) {
        try {
            InspectImageResponse image = client().inspectImageCmd(name(role)).exec();
            Map<String, String> labels = image.getConfig() == null
                    ? Map.of()
                    : Objects.requireNonNullElse(image.getConfig().getLabels(), Map.of());
            return Optional.of(labels.getOrDefault(JAR_LABEL, "none"));
        } catch (NotFoundException e) {
            return Optional.empty();
        }
    }

    private static String sha256(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file);
                DigestInputStream digest = new DigestInputStream(in, MessageDigest.getInstance("SHA-256"))) {
            digest.transferTo(java.io.OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digest.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
