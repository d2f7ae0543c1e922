package io.vectron.router.rest;

import io.vectron.errors.ErrorCode;
import io.vectron.errors.VectronException;
import io.vectron.router.access.Access;
import jakarta.servlet.http.HttpServletRequest;

/** The caller of a request, put there by {@link AccessFilter}. */
final class Callers {
    private static final String ATTRIBUTE = Callers.class.getName();

    private Callers() {}

    static void set(HttpServletRequest request, Access access) {
        request.setAttribute(ATTRIBUTE, access);
    }

    /** @throws VectronException UNAUTHENTICATED where the filter did not run: nothing is open by mistake */
    static Access of(HttpServletRequest request) {
        if (request.getAttribute(ATTRIBUTE) instanceof Access access) {
            return access;
        }
        throw new VectronException(ErrorCode.UNAUTHENTICATED, "the request was not authenticated");
    }
}
