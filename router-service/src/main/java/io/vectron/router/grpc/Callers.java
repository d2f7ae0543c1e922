package io.vectron.router.grpc;

import io.grpc.Context;
import io.vectron.errors.ErrorCode;
import io.vectron.errors.VectronException;
import io.vectron.router.access.Access;

/** The caller of the running call, put there by {@link AccessInterceptor}. */
final class Callers {
    private static final Context.Key<Access> ACCESS = Context.key("vectron-access");

    private Callers() {}

    static Context with(Access access) {
        return Context.current().withValue(ACCESS, access);
    }

    /** @throws VectronException UNAUTHENTICATED where the interceptor did not run: nothing is open by mistake */
    static Access current() {
        Access access = ACCESS.get();
        if (access == null) {
            throw new VectronException(ErrorCode.UNAUTHENTICATED, "the call was not authenticated");
        }
        return access;
    }
}
