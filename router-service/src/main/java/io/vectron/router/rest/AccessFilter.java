package io.vectron.router.rest;

import io.vectron.errors.VectronException;
import io.vectron.router.access.Authenticator;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.regex.Pattern;

/** Lets no request pass without a caller, whatever its path, but those that show no data. */
final class AccessFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;

    /**
     * Compared with the path as it was sent: one with an escape, a parameter or a dot segment, which the framework might read
     * as another path, is not open.
     */
    private static final Pattern OPEN = Pattern.compile("/livez|/readyz"
            + "|/v3/api-docs(?:\\.yaml|/swagger-config)?"
            + "|/swagger-ui\\.html|/swagger-ui/[A-Za-z0-9][A-Za-z0-9_.-]*");

    private final transient Authenticator authenticator;

    AccessFilter(Authenticator authenticator) {
        this.authenticator = authenticator;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!isOpen(request.getRequestURI())) {
            try {
                Callers.set(
                        request,
                        authenticator.authenticate(
                                Collections.list(request.getHeaders("Authorization")), request.getRemoteAddr()));
            } catch (VectronException e) {
                response.setHeader("WWW-Authenticate", "Bearer");
                Problems.send(request, response, e);
                return;
            }
        }
        chain.doFilter(request, response);
    }

    static boolean isOpen(String path) {
        return OPEN.matcher(path).matches();
    }
}
