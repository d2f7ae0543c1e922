package io.vectron.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vectron.proto.v1.PointId;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@Tag("unit")
class MainTest {
    @TempDir
    private Path folder = Path.of("");

    /** What a call printed by picocli's writers, and its exit code. */
    private record Outcome(int exitCode, String err) {}

    private static Outcome call(String... args) {
        StringWriter err = new StringWriter();
        CommandLine line = Main.commandLine();
        line.setErr(new PrintWriter(err, true));
        line.setOut(new PrintWriter(new StringWriter(), true));
        line.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
        return new Outcome(line.execute(args), err.toString());
    }

    @Test
    void helpIsSuccess() {
        assertThat(call("help").exitCode()).isEqualTo(Main.OK);
        assertThat(call("--help").exitCode()).isEqualTo(Main.OK);
        for (String name : Main.commandLine().getSubcommands().keySet()) {
            assertThat(call("help", name).exitCode()).as(name).isEqualTo(Main.OK);
        }
    }

    @Test
    void wrongUseIsTwoAndSaysWhat() {
        assertThat(call("nonsense").exitCode()).isEqualTo(Main.USAGE);
        assertThat(call("search", "books"))
                .satisfies(outcome -> assertThat(outcome.exitCode()).isEqualTo(Main.USAGE))
                .satisfies(outcome -> assertThat(outcome.err()).contains("--vector", "--text", "--id"));
        assertThat(call("search", "books", "--text", "a", "--id", "b").exitCode())
                .isEqualTo(Main.USAGE);
        assertThat(call("--server", "nowhere", "status"))
                .satisfies(outcome -> assertThat(outcome.exitCode()).isEqualTo(Main.USAGE))
                .satisfies(outcome -> assertThat(outcome.err()).contains("'nowhere' is not host:port"));
        assertThat(call("import", "x.fvecs", "--collection", "c", "--batch", "1001"))
                .satisfies(outcome -> assertThat(outcome.exitCode()).isEqualTo(Main.USAGE))
                .satisfies(outcome -> assertThat(outcome.err()).contains("batch must be 1 to 1000, found 1001"));
        assertThat(call("up", "--rest-port", "70000").err()).contains("--rest-port must be 1 to 65535, found 70000");
        assertThat(call("worker", "--vectron.worker.port").err())
                .contains("expected --vectron.worker.SETTING=VALUE, found --vectron.worker.port");
    }

    @Test
    void failureIsOneAndSaysWhy() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        Outcome unreachable = call("collections", "list", "--server", "127.0.0.1:" + free);
        assertThat(unreachable.exitCode()).isEqualTo(Main.FAILED);
        assertThat(unreachable.err().strip())
                .isEqualTo("error: cannot reach router at 127.0.0.1:" + free + ": Connection refused");

        Outcome missing = call("import", "absent.fvecs", "--collection", "c");
        assertThat(missing.exitCode()).isEqualTo(Main.FAILED);
        assertThat(missing.err().strip()).isEqualTo("error: absent.fvecs: no such file");

        assertThat(call("collections", "delete", "books").err()).contains("needs --yes");
    }

    @Test
    void takenPortStopsTheStartBeforeAnythingIsWritten() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Outcome outcome =
                    call("up", "--data", folder.toString(), "--rest-port", Integer.toString(taken.getLocalPort()));
            assertThat(outcome.exitCode()).isEqualTo(Main.FAILED);
            assertThat(outcome.err())
                    .contains(
                            "port " + taken.getLocalPort() + " on 127.0.0.1 is taken; choose another with --rest-port");
            assertThat(Files.exists(folder.resolve("pd"))).isFalse();
        }
    }

    @Test
    void pathsAreQuotedForAShell() {
        assertThat(NextSteps.quoted("./vectron")).isEqualTo("./vectron");
        assertThat(NextSteps.quoted("/a b/it's")).isEqualTo("'/a b/it'\\''s'");
    }

    @Test
    void idsOfDigitsAreNumbers() {
        assertThat(PointIdOption.parse("18446744073709551615"))
                .isEqualTo(PointId.newBuilder().setNumber(-1).build());
        assertThat(PointIdOption.parse("18446744073709551616"))
                .isEqualTo(PointId.newBuilder().setText("18446744073709551616").build());
        assertThat(PointIdOption.parse("text:7"))
                .isEqualTo(PointId.newBuilder().setText("7").build());
        assertThat(PointIdOption.parse("n02129604"))
                .isEqualTo(PointId.newBuilder().setText("n02129604").build());
    }
}
