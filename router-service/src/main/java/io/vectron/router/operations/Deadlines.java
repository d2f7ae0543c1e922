package io.vectron.router.operations;

import io.grpc.Context;
import io.grpc.Deadline;
import io.vectron.model.Limits;
import java.util.concurrent.TimeUnit;

/** How long a request may take. Stateless. */
public final class Deadlines {
    private Deadlines() {}

    /**
     * The earlier of the asked timeout and the deadline that came with the gRPC call, if one did.
     *
     * @param timeoutMillis as the caller gave it; 0 for none given
     * @throws io.vectron.errors.VectronException INVALID_TIMEOUT
     */
    public static Deadline of(long timeoutMillis) {
        Deadline own = Deadline.after(Limits.timeoutMillis(timeoutMillis), TimeUnit.MILLISECONDS);
        Deadline caller = Context.current().getDeadline();
        return caller == null ? own : own.minimum(caller);
    }
}
