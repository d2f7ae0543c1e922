package io.vectron.router;

import io.vectron.router.access.ApiKeyFile;
import io.vectron.router.access.ApiKeys;
import io.vectron.router.access.ApiKeysException;
import io.vectron.router.access.Authenticator;
import io.vectron.router.settings.RouterSettings;
import io.vectron.tls.ClusterDoor;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;

/** Where the API keys come from, and the refusal to start without any. */
@Configuration(proxyBeanMethods = false)
class AccessConfiguration {
    /** Read from the environment alone: as an argument it would be seen by everybody on the machine. */
    private static final String VARIABLE = "VECTRON_API_KEYS";

    @Bean
    Authenticator authenticator(RouterSettings settings, ClusterDoor door, ConfigurableEnvironment environment) {
        return authenticator(
                isGiven(settings.apiKeysFile()) ? settings.apiKeysFile() : null,
                environment.getSystemEnvironment().get(VARIABLE) instanceof String lines && !lines.isBlank()
                        ? lines
                        : null,
                door.insecureDev());
    }

    /** An empty setting, as from an empty variable of the environment, is none. */
    private static boolean isGiven(@Nullable Path file) {
        return file != null && !file.toString().isEmpty();
    }

    /** With keys, they are needed in insecure-dev as well. */
    static Authenticator authenticator(@Nullable Path file, @Nullable String lines, boolean insecureDev) {
        if (file != null && lines != null) {
            throw new ApiKeysException("there are API keys in vectron.router.api-keys-file=" + file
                    + " and in the environment's " + VARIABLE + "; give one of them");
        }
        if (file != null) {
            ApiKeyFile keys = ApiKeyFile.open(file);
            requireSome(keys.get(), file.toString());
            return Authenticator.byKeys(keys);
        }
        if (lines != null) {
            ApiKeys keys = ApiKeys.parse(lines, VARIABLE);
            requireSome(keys, VARIABLE);
            return Authenticator.byKeys(() -> keys);
        }
        if (insecureDev) {
            return Authenticator.insecureDev();
        }
        throw new ApiKeysException(
                "the router has no API keys: set vectron.router.api-keys-file to a file of keys"
                        + " ('vectron keys create' makes it), or vectron.router.insecure-dev=true to let everybody in on loopback");
    }

    private static void requireSome(ApiKeys keys, String source) {
        if (keys.size() == 0) {
            throw new ApiKeysException(source + " holds no API key; make one with: vectron keys create");
        }
    }
}
