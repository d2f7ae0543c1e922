package io.vectron.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.Status;
import io.vectron.errors.ErrorCode;
import io.vectron.errors.VectronException;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class VectronClientTest {
    @Test
    void errorShowsCodeMessageAndTheValuesThatTheMessageLeavesOut() throws IOException {
        try (FakeRouter router = new FakeRouter(3);
                VectronClient client = router.client()) {
            router.collection = name -> {
                throw new VectronException(
                        ErrorCode.DIMENSION_MISMATCH,
                        "vector has 3 components",
                        Map.of("found", "3", "expected", "384"));
            };
            assertThatExceptionOfType(CallFailedException.class)
                    .isThrownBy(() -> client.getCollection("books"))
                    .withMessage("DIMENSION_MISMATCH: vector has 3 components (expected=384)")
                    .satisfies(e -> assertThat(e.code()).contains(ErrorCode.DIMENSION_MISMATCH))
                    .satisfies(e -> assertThat(e.isRetryable()).isFalse());
        }
    }

    @Test
    void errorWithoutOurDetailShowsThePeerAndTheStatus() throws IOException {
        try (FakeRouter router = new FakeRouter(3);
                VectronClient client = router.client()) {
            router.collection = name -> {
                throw Status.UNIMPLEMENTED.withDescription("no such thing").asRuntimeException();
            };
            assertThatExceptionOfType(CallFailedException.class)
                    .isThrownBy(() -> client.getCollection("books"))
                    .withMessage("router at test:1 answered UNIMPLEMENTED: no such thing");
        }
    }

    @Test
    void unreachableRouterIsNamedAndRetryable() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        try (VectronClient client = new VectronClient(new ServerAddress("127.0.0.1", free), Credentials.NONE)) {
            CallFailedException e = catchThrowableOfType(CallFailedException.class, client::listCollections);
            assertThat(e).hasMessage("cannot reach router at 127.0.0.1:" + free + ": Connection refused");
            assertThat(e.isRetryable()).isTrue();
        }
    }

    @Test
    void retryableFailureIsRepeatedUntilItSucceeds() throws IOException {
        AtomicInteger calls = new AtomicInteger();
        try (FakeRouter router = new FakeRouter(3);
                VectronClient client = router.client()) {
            var answer = router.collection;
            router.collection = name -> {
                if (calls.incrementAndGet() < 3) {
                    throw new VectronException(ErrorCode.OUTCOME_UNKNOWN, "lost");
                }
                return answer.apply(name);
            };
            assertThat(new Retry(Duration.ofSeconds(20))
                            .call(() -> client.getCollection("books"))
                            .getName())
                    .isEqualTo("books");
            assertThat(calls).hasValue(3);
        }
    }

    @Test
    void retryGivesUpWhenPatienceIsOver() {
        AtomicInteger calls = new AtomicInteger();
        CallFailedException overloaded = CallFailedException.of(
                io.vectron.errors.GrpcErrors.toGrpc(new VectronException(ErrorCode.OVERLOADED, "busy")), "router");
        assertThatExceptionOfType(CallFailedException.class)
                .isThrownBy(() -> new Retry(Duration.ofMillis(200)).call(() -> {
                    calls.incrementAndGet();
                    throw overloaded;
                }))
                .withMessage("OVERLOADED: busy");
        assertThat(calls.get()).isBetween(2, 10);
    }

    @Test
    void addressIsHostAndPort() {
        assertThat(ServerAddress.parse("[::1]:7701")).isEqualTo(new ServerAddress("::1", 7701));
        assertThat(ServerAddress.parse("[::1]:7701")).hasToString("[::1]:7701");
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> ServerAddress.parse("localhost"))
                .withMessage("'localhost' is not host:port");
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> ServerAddress.parse("localhost:70000"))
                .withMessage("a port is 1 to 65535, found 70000");
    }
}
