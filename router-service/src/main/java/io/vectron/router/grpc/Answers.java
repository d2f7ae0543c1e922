package io.vectron.router.grpc;

import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.vectron.errors.GrpcErrors;
import io.vectron.router.operations.Failures;
import java.util.function.Supplier;

/** Runs a handler and sends its answer or its error, each with its ErrorInfo. Stateless. */
final class Answers {
    private Answers() {}

    static <T> void one(StreamObserver<T> out, Supplier<T> work) {
        guarded(out, () -> out.onNext(work.get()));
    }

    static void guarded(StreamObserver<?> out, Runnable work) {
        if (out instanceof ServerCallStreamObserver<?> call) {
            // with a handler set, answering a caller that went away is silently dropped instead of thrown at us
            call.setOnCancelHandler(() -> {});
        }
        try {
            work.run();
        } catch (RuntimeException e) {
            StatusRuntimeException status = GrpcErrors.toGrpc(Failures.known(e));
            out.onError(status);
            return;
        }
        out.onCompleted();
    }
}
