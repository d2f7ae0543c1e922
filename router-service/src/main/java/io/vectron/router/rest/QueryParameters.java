package io.vectron.router.rest;

import io.vectron.errors.ErrorCode;
import io.vectron.errors.VectronException;
import io.vectron.model.Limits;
import io.vectron.proto.v1.Consistency;
import io.vectron.proto.v1.PointId;
import io.vectron.router.operations.Freshness;
import io.vectron.router.operations.PointOperations;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.Optional;

/** The query parameters of the routes for a single point. Stateless. */
final class QueryParameters {
    private QueryParameters() {}

    /** The id in a path: {@code id_type=text} or {@code number} says which; without it digits up to 2^64-1 are a number. */
    static PointId id(HttpServletRequest request, String segment) {
        String type = text(request, "id_type").orElse("");
        return switch (type) {
            case "text" -> PointId.newBuilder().setText(segment).build();
            case "number" ->
                number(segment)
                        .orElseThrow(() -> new VectronException(
                                ErrorCode.INVALID_ID,
                                "id must be an integer from 0 to 18446744073709551615",
                                Map.of("field", "id")));
            case "" ->
                number(segment)
                        .orElseGet(() -> PointId.newBuilder().setText(segment).build());
            default -> throw invalid("id_type", "text or number");
        };
    }

    private static Optional<PointId> number(String segment) {
        if (segment.isEmpty() || !segment.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Optional.empty();
        }
        try {
            return Optional.of(PointId.newBuilder()
                    .setNumber(Long.parseUnsignedLong(segment))
                    .build());
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    static Freshness freshness(HttpServletRequest request) {
        Consistency consistency = text(request, "consistency")
                .map(RequestBodies::consistency)
                .orElse(Consistency.CONSISTENCY_UNSPECIFIED);
        return Freshness.of(consistency, text(request, "session_token").orElse(""));
    }

    static PointOperations.Include include(HttpServletRequest request) {
        return new PointOperations.Include(flag(request, "with_vectors", false), flag(request, "with_payload", true));
    }

    static long timeoutMillis(HttpServletRequest request) {
        Optional<String> text = text(request, "timeout_ms");
        if (text.isEmpty()) {
            return 0;
        }
        try {
            return Limits.checkRange(
                    ErrorCode.INVALID_TIMEOUT, "timeout_ms", Long.parseLong(text.get()), 1, Limits.TIMEOUT_MILLIS_MAX);
        } catch (NumberFormatException e) {
            throw invalid("timeout_ms", "an integer");
        }
    }

    private static boolean flag(HttpServletRequest request, String name, boolean byDefault) {
        return switch (text(request, name).orElse(Boolean.toString(byDefault))) {
            case "true" -> true;
            case "false" -> false;
            default -> throw invalid(name, "true or false");
        };
    }

    private static Optional<String> text(HttpServletRequest request, String name) {
        try {
            return Optional.ofNullable(request.getParameter(name));
        } catch (IllegalStateException e) {
            // Tomcat's word for a query string that is not encoded as one
            throw new VectronException(
                    ErrorCode.INVALID_REQUEST, "the query string is malformed", Map.of("field", "query"), e);
        }
    }

    private static VectronException invalid(String name, String expected) {
        return new VectronException(
                ErrorCode.INVALID_REQUEST, "query parameter " + name + " must be " + expected, Map.of("field", name));
    }
}
