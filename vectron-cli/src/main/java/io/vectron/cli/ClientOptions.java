package io.vectron.cli;

import io.vectron.cli.client.Credentials;
import io.vectron.router.access.ApiKeyLine;
import io.vectron.tls.ChannelSecurity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** From options and environment to {@link Credentials}. Stateless. */
final class ClientOptions {
    /** An argument would be seen by everybody on the machine, so a key comes by this variable or by a file. */
    private static final String VARIABLE = "VECTRON_API_KEY";

    private ClientOptions() {}

    /**
     * @param keyFile holds nothing but the key; null for the environment's
     * @param ca PEM file, for a router with TLS; null for plaintext
     */
    static Credentials credentials(@Nullable Path keyFile, @Nullable Path ca) {
        return new Credentials(
                ca == null ? ChannelSecurity.PLAINTEXT : ChannelSecurity.trusting(ca),
                keyFile == null ? fromEnvironment(System.getenv(VARIABLE)) : Optional.of(fromFile(keyFile)));
    }

    private static Optional<String> fromEnvironment(@Nullable String found) {
        return found == null || found.isBlank() ? Optional.empty() : Optional.of(checked(found.strip(), VARIABLE));
    }

    private static String fromFile(Path file) {
        try {
            return checked(Files.readString(file).strip(), file.toString());
        } catch (IOException e) {
            throw new CommandFailedException("cannot read the API key from " + file + ": " + e);
        }
    }

    /** The message never quotes what was found: it may be a key with one character too many. */
    private static String checked(String key, String source) {
        if (!ApiKeyLine.KEY.matcher(key).matches()) {
            throw new CommandFailedException(source + " holds no API key: expected vk_ and 43 characters, found "
                    + key.length() + " characters");
        }
        return key;
    }
}
