package io.vectron.errors;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.net.ConnectException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GrpcErrorsTest {
    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void everyCodeCrossesTheWireWithItsValues(ErrorCode code) {
        StatusRuntimeException sent = GrpcErrors.toGrpc(new VectronException(code, "text", Map.of("found", "3")));
        assertThat(sent.getStatus().getCode()).isEqualTo(code.grpc());
        Optional<VectronException> received = GrpcErrors.fromGrpc(sent);
        assertThat(received).hasValueSatisfying(e -> {
            assertThat(e.code()).isEqualTo(code);
            assertThat(e.getMessage()).isEqualTo("text");
            assertThat(e.value("found")).isEqualTo("3");
        });
    }

    @Test
    void anUnexpectedFailureKeepsItsTextToItself() {
        StatusRuntimeException sent = GrpcErrors.toGrpc(new IllegalStateException("secret"));
        assertThat(sent.getStatus().getCode()).isEqualTo(Status.Code.INTERNAL);
        assertThat(sent.getStatus().getDescription()).doesNotContain("secret");
    }

    @Test
    void aBrokenConnectionIsNoAnswerOfOurs() {
        StatusRuntimeException broken = Status.UNAVAILABLE.asRuntimeException();
        assertThat(GrpcErrors.fromGrpc(broken)).isEmpty();
        assertThat(GrpcErrors.neverSent(broken)).isFalse();
        assertThat(GrpcErrors.neverSent(Status.UNAVAILABLE
                        .withCause(new ConnectException("refused"))
                        .asRuntimeException()))
                .isTrue();
    }
}
