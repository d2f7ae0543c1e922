package io.vectron.system;

import io.grpc.Metadata;
import io.vectron.cli.certs.CertificateAuthority;
import io.vectron.router.access.ApiKeyLine;
import io.vectron.router.access.Role;
import io.vectron.tls.ChannelSecurity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How the processes of a fixture are protected: not at all (insecure-dev), or by certificates and API keys. */
final class Protection {
    private static final List<String> ROLES = List.of("pd", "worker", "router", "admin");

    private final Optional<Path> folder;
    private final Optional<Path> keyFile;
    private final String key;

    private Protection(Optional<Path> folder, Optional<Path> keyFile, String key) {
        this.folder = folder;
        this.keyFile = keyFile;
        this.key = key;
    }

    static Protection none() {
        return new Protection(Optional.empty(), Optional.empty(), "");
    }

    /** Makes a CA, the certificates of all roles, and a key of the role admin in this folder. */
    static Protection make(Path folder) throws IOException {
        CertificateAuthority authority = CertificateAuthority.create(folder);
        for (String role : ROLES) {
            authority.issue(role, List.of());
        }
        String key = ApiKeyLine.newKey();
        Path keyFile = folder.resolve("api-keys");
        Files.writeString(
                keyFile, new ApiKeyLine("tests", Role.ADMIN, List.of(), ApiKeyLine.hash(key)).format() + "\n");
        return new Protection(Optional.of(folder), Optional.of(keyFile), key);
    }

    /** The key of the role admin; empty where none is needed. */
    String key() {
        return key;
    }

    /** What a client sends with each call. */
    Metadata headers() {
        Metadata headers = new Metadata();
        if (!key.isEmpty()) {
            headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + key);
        }
        return headers;
    }

    List<String> settings(String role) {
        String prefix = "--vectron." + role + ".";
        List<String> settings = new ArrayList<>();
        settings.add(folder.map(made -> prefix + "tls-directory=" + made.resolve(role))
                .orElse(prefix + "insecure-dev=true"));
        if (role.equals("router")) {
            keyFile.ifPresent(file -> settings.add(prefix + "api-keys-file=" + file));
        }
        return settings;
    }

    /** For channels to internal ports. */
    ChannelSecurity channels() {
        return folder.map(made -> ChannelSecurity.ofDirectory(made.resolve("router")))
                .orElse(ChannelSecurity.PLAINTEXT);
    }
}
