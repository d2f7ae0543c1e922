package io.vectron.router.worker;

import io.vectron.errors.VectronException;
import org.jspecify.annotations.Nullable;

/** A call to a worker that brought no result; {@link #reach()} says how far it got. Immutable. */
public final class WorkerCallException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** How far a failed call got; what decides whether a write may be sent again. */
    public enum Reach {
        /** The worker's handler answered with an error of ours. */
        ANSWERED,
        /** The connection was never made: nothing was done. */
        NEVER_SENT,
        /** The circuit breaker is open: the worker was not asked. */
        NOT_TRIED,
        /** Sent, but the deadline passed first: it may have been done. */
        TIMED_OUT,
        /** Sent, but the connection broke or the worker failed without a code: it may have been done. */
        LOST,
        /** The answer came and has more bytes than the router takes. */
        ANSWER_TOO_LARGE
    }

    private final Reach reach;
    private final boolean isWorkerFault;
    private final transient @Nullable VectronException answer;

    WorkerCallException(Reach reach, boolean isWorkerFault, String message, Throwable cause) {
        // made for each failed call of a fan-out, and the cause has the trace
        super(message, cause, false, false);
        this.reach = reach;
        this.isWorkerFault = isWorkerFault;
        this.answer = null;
    }

    WorkerCallException(VectronException answer) {
        super(answer.code() + ": " + answer.getMessage(), answer, false, false);
        this.reach = Reach.ANSWERED;
        this.isWorkerFault = false;
        this.answer = answer;
    }

    public Reach reach() {
        return reach;
    }

    /** What the circuit breaker counts: the worker, not the request, is the likely reason. */
    public boolean isWorkerFault() {
        return isWorkerFault;
    }

    /** What the worker answered; null unless {@link Reach#ANSWERED}. */
    public @Nullable VectronException answer() {
        return answer;
    }

    /** The answer's code, or how far the call got; for metrics, so one of few. */
    public String label() {
        return answer == null ? reach.name() : answer.code().name();
    }

    public String reason() {
        String message = getMessage();
        return message == null ? reach.name() : message;
    }
}
