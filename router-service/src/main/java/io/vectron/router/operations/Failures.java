package io.vectron.router.operations;

import io.grpc.StatusRuntimeException;
import io.vectron.errors.ErrorCode;
import io.vectron.errors.GrpcErrors;
import io.vectron.errors.VectronException;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns whatever a request failed with into the error to answer, and logs what is the server's own fault. Stateless. */
public final class Failures {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    private Failures() {}

    /** Never tells a stranger the text of an unexpected failure: it may hold what is not theirs. */
    public static VectronException known(Throwable failure) {
        VectronException known = switch (failure) {
            case VectronException already -> already;
            case StatusRuntimeException status -> GrpcErrors.fromGrpc(status).orElseGet(() -> internal(status));
            default -> internal(failure);
        };
        if (known.code() == ErrorCode.INTERNAL) {
            LOG.error("a request failed: {}", known.getMessage(), failure);
        }
        return known;
    }

    private static VectronException internal(Throwable failure) {
        return new VectronException(ErrorCode.INTERNAL, "internal error", Map.of(), failure);
    }
}
