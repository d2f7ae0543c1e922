package io.vectron.cli;

import io.vectron.cli.suite.SuitePort;
import io.vectron.cli.suite.SuiteSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** What to try next, as commands to copy; the long vector goes into a file beside the data. */
final class NextSteps {
    private NextSteps() {}

    /**
     * Writes the requests' files.
     *
     * @return text to print
     */
    static String write(SuiteSettings settings, String collection, float[] query) throws IOException {
        String vector = Arrays.toString(query);
        Path rest = settings.data().resolve("search.json");
        Path grpc = settings.data().resolve("search-grpc.json");
        Files.writeString(rest, "{\"vector\": " + vector + ", \"k\": 5}\n");
        Files.writeString(grpc, "{\"collection\": \"" + collection + "\", \"vector\": " + vector + ", \"k\": 5}\n");
        String host = SuiteOptions.grpc(settings).host();
        int grpcPort = settings.port(SuitePort.GRPC);
        String server = grpcPort == SuitePort.GRPC.defaultPort() ? "" : " --server " + SuiteOptions.grpc(settings);
        return """

                Try it yourself, from another terminal:
                  %1$s search %2$s --text "a boat with an engine"%3$s
                  %1$s search %2$s --id n02129604%3$s
                  %1$s get %2$s n02129604%3$s
                  %1$s status%4$s%3$s
                  curl -s http://%5$s:%6$d/v1/collections/%2$s
                  curl -s http://%5$s:%6$d/v1/collections/%2$s/points/search -H 'Content-Type: application/json' -d @%7$s
                  grpcurl -plaintext -d @ %5$s:%8$d vectron.v1.Points/Search < %9$s
                """.formatted(
                        quoted(System.getProperty("vectron.command", "./vectron")),
                        collection,
                        server,
                        placement(settings),
                        host,
                        settings.port(SuitePort.REST),
                        quoted(rest.toString()),
                        grpcPort,
                        quoted(grpc.toString()));
    }

    /** As a shell needs it, so that the lines can be copied. */
    static String quoted(String word) {
        return word.matches("[A-Za-z0-9_./:@%+=,-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    private static String placement(SuiteSettings settings) {
        int port = settings.port(SuitePort.PLACEMENT);
        return port == SuitePort.PLACEMENT.defaultPort() ? "" : " --placement 127.0.0.1:" + port;
    }
}
