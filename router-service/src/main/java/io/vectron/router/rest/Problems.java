package io.vectron.router.rest;

import io.vectron.errors.ErrorCode;
import io.vectron.errors.VectronException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;

/** Answers errors as {@code application/problem+json} (RFC 9457) with code, values and request id. Stateless. */
final class Problems {
    private static final int TOO_MANY_REQUESTS = 429;
    private static final String RETRY_AFTER_SECONDS = "1";

    private Problems() {}

    static void send(HttpServletRequest request, HttpServletResponse response, VectronException error)
            throws IOException {
        if (response.isCommitted()) {
            // half an answer is out: breaking the connection is the only sign left
            throw new IOException("failed while answering: " + error, error);
        }
        RequestIds.failed(request, error.code());
        int status = error.code().http();
        String requestId = RequestIds.of(request);
        response.resetBuffer();
        response.setHeader(RequestIds.HEADER, requestId);
        if (status == HttpServletResponse.SC_SERVICE_UNAVAILABLE || status == TOO_MANY_REQUESTS) {
            response.setHeader("Retry-After", RETRY_AFTER_SECONDS);
        }
        JsonAnswers.send(
                response,
                status,
                JsonAnswers.PROBLEM_JSON,
                out -> JsonAnswers.object(out, () -> {
                    out.writeStringProperty("type", type(error.code()));
                    out.writeStringProperty("title", title(error.code()));
                    out.writeNumberProperty("status", status);
                    out.writeStringProperty("detail", error.getMessage());
                    out.writeStringProperty("code", error.code().name());
                    JsonAnswers.strings(out, "values", error.values());
                    out.writeStringProperty("instance", request.getRequestURI());
                    out.writeStringProperty("request_id", requestId);
                }));
    }

    private static String type(ErrorCode code) {
        return "urn:vectron:error:" + code.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** {@code DIMENSION_MISMATCH} as {@code Dimension mismatch}. */
    private static String title(ErrorCode code) {
        String words = code.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }

    /** The error for a status that the container or the framework chose. */
    static VectronException ofStatus(int status, String path, String detail) {
        Map<String, String> values = Map.of("path", path);
        return switch (status) {
            case HttpServletResponse.SC_NOT_FOUND ->
                new VectronException(ErrorCode.ROUTE_NOT_FOUND, "nothing is at " + path, values);
            case HttpServletResponse.SC_METHOD_NOT_ALLOWED ->
                new VectronException(ErrorCode.METHOD_NOT_ALLOWED, detail, values);
            case HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE ->
                new VectronException(ErrorCode.REQUEST_TOO_LARGE, detail, values);
            case HttpServletResponse.SC_UNSUPPORTED_MEDIA_TYPE ->
                new VectronException(ErrorCode.UNSUPPORTED_MEDIA_TYPE, detail, values);
            case HttpServletResponse.SC_SERVICE_UNAVAILABLE ->
                new VectronException(ErrorCode.NOT_READY, detail, values);
            default ->
                status >= 400 && status < 500
                        ? new VectronException(ErrorCode.INVALID_REQUEST, detail, values)
                        : new VectronException(ErrorCode.INTERNAL, "internal error", values);
        };
    }
}
