package io.vectron.router.rest;

import io.grpc.Context;
import io.vectron.errors.ErrorCode;
import io.vectron.request.RequestId;
import io.vectron.request.RequestId.LogScope;
import io.vectron.router.observe.Observation;
import io.vectron.router.observe.RequestObserver;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Gives each request an id: the caller's {@code X-Request-Id} when it is harmless to print, else a new one. It comes back
 * in the same header and in every problem, and all threads that work for the request name it in their log lines. Also
 * opens and ends the request's observation.
 */
final class RequestIds extends HttpFilter {
    static final String HEADER = RequestId.HEADER;

    private static final long serialVersionUID = 1L;
    private static final String ID = RequestIds.class.getName();
    private static final String CODE = RequestIds.class.getName() + ".code";

    private final transient RequestObserver observer;

    RequestIds(RequestObserver observer) {
        this.observer = observer;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String id = of(request);
        response.setHeader(HEADER, id);
        Observation observation = observer.begin("rest");
        Context context = observation.in(RequestId.in(Context.current(), id));
        Context before = context.attach();
        boolean isAnswered = false;
        try (LogScope _ = LogScope.open(id)) {
            try {
                chain.doFilter(request, response);
                isAnswered = true;
            } finally {
                end(observation, isAnswered ? code(request, response) : ErrorCode.INTERNAL.name());
            }
        } finally {
            context.detach(before);
        }
    }

    private void end(Observation observation, String code) {
        boolean isServerFault =
                !code.equals(RequestObserver.OK) && ErrorCode.valueOf(code).http() >= 500;
        observer.end(observation, code, isServerFault);
    }

    private static String code(HttpServletRequest request, HttpServletResponse response) {
        if (request.getAttribute(CODE) instanceof ErrorCode code) {
            return code.name();
        }
        int status = response.getStatus();
        // a refusal of the container's, which becomes a problem after this filter
        return status < 400
                ? RequestObserver.OK
                : Problems.ofStatus(status, "", "").code().name();
    }

    /** A problem is about to be answered. */
    static void failed(HttpServletRequest request, ErrorCode code) {
        request.setAttribute(CODE, code);
    }

    /** The request's id, the same at each call. */
    static String of(HttpServletRequest request) {
        if (request.getAttribute(ID) instanceof String known) {
            return known;
        }
        String id = RequestId.orNew(request.getHeader(HEADER));
        request.setAttribute(ID, id);
        return id;
    }
}
