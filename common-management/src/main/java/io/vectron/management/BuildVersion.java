package io.vectron.management;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of this build, which Maven writes into a file of this package. */
public final class BuildVersion {
    private BuildVersion() {}

    /** For example {@code 0.1.0}. */
    public static String read() {
        Properties build = new Properties();
        try (InputStream in = BuildVersion.class.getResourceAsStream("build.properties")) {
            if (in == null) {
                throw new IllegalStateException("build.properties is missing beside " + BuildVersion.class);
            }
            build.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String version = build.getProperty("version", "");
        if (version.isBlank()) {
            throw new IllegalStateException("build.properties has no version");
        }
        return version;
    }
}
