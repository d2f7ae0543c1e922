package io.vectron.benchmarks.contestant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs({OS.LINUX, OS.MAC})
class ContestantProcessTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    private Path directory = Path.of("");

    @Test
    void anAnswerIsReturnedAndAnErrorThrown() {
        try (ContestantProcess process = shell("read q; echo ok a=1; read q; echo error message=no%20room", LONG)) {
            assertThat(process.ask(Message.of("build")).integer("a")).isEqualTo(1);
            assertThatThrownBy(() -> process.ask(Message.of("search")))
                    .isInstanceOf(ContestantException.class)
                    .hasMessageContaining("shell cannot search: no room");
        }
    }

    @Test
    void theLogOfOneThatDiesIsShown() {
        try (ContestantProcess process = shell("read q; echo out of paper >&2; exit 7", LONG)) {
            assertThatThrownBy(() -> process.ask(Message.of("build")))
                    .isInstanceOf(ContestantException.class)
                    .hasMessageContaining("shell ended with status 7 when asked to build")
                    .hasMessageContaining("out of paper");
        }
    }

    @Test
    void oneThatDoesNotAnswerIsKilled() {
        try (ContestantProcess process = shell("exec sleep 60", Duration.ofMillis(200))) {
            assertThatThrownBy(() -> process.ask(Message.of("build")))
                    .isInstanceOf(ContestantException.class)
                    .hasMessageContaining("gave no answer to \"build\"");
        }
    }

    private ContestantProcess shell(String script, Duration answerWait) {
        return ContestantProcess.start("shell", List.of("sh", "-c", script), directory.resolve("log"), answerWait);
    }
}
