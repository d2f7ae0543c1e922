package io.vectron.router.rest;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Gives each request an id: the caller's {@code X-Request-Id} when it is harmless to print, else a new one. It comes back
 * in the same header and in every problem.
 */
final class RequestIds extends HttpFilter {
    static final String HEADER = "X-Request-Id";

    private static final long serialVersionUID = 1L;
    private static final String ATTRIBUTE = RequestIds.class.getName();
    private static final Pattern HARMLESS = Pattern.compile("[A-Za-z0-9._:-]{1,128}");

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        response.setHeader(HEADER, of(request));
        chain.doFilter(request, response);
    }

    /** The request's id, the same at each call. */
    static String of(HttpServletRequest request) {
        if (request.getAttribute(ATTRIBUTE) instanceof String known) {
            return known;
        }
        String asked = request.getHeader(HEADER);
        String id = asked != null && HARMLESS.matcher(asked).matches()
                ? asked
                : UUID.randomUUID().toString();
        request.setAttribute(ATTRIBUTE, id);
        return id;
    }
}
