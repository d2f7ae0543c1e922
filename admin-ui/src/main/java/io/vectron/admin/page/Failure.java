package io.vectron.admin.page;

import io.vectron.admin.backend.BackendException;
import io.vectron.errors.ErrorCode;
import io.vectron.errors.VectronException;

/**
 * What a page says when an operation failed.
 *
 * @param tone {@code bad}, or {@code info} for what is only not there yet
 * @param code stable code, or empty
 * @param field name of the form's field that is to blame, or empty
 */
public record Failure(String tone, String title, String message, String code, String field) {

    /** @throws RuntimeException the failure itself when it is a bug */
    public static Failure of(RuntimeException failure) {
        return switch (failure) {
            case VectronException known ->
                new Failure(
                        "bad",
                        title(known.code()),
                        known.getMessage(),
                        known.code().name(),
                        known.value("field"));
            case BackendException backend ->
                switch (backend.kind()) {
                    case NOT_OFFERED -> new Failure("info", "Not available", sentence(backend), "", "");
                    case UNREACHABLE -> new Failure("bad", "No answer", sentence(backend), "", "");
                    case FAILED -> new Failure("bad", "Something failed", sentence(backend), "", "");
                };
            default -> throw failure;
        };
    }

    private static String title(ErrorCode code) {
        return switch (code) {
            case UNAUTHENTICATED -> "The API key is not accepted";
            case PERMISSION_DENIED -> "Your API key does not allow this";
            case COLLECTION_NOT_FOUND -> "No such collection";
            case POINT_NOT_FOUND -> "No such point";
            case COLLECTION_EXISTS -> "The name is taken";
            case OUTCOME_UNKNOWN -> "It may or may not have happened";
            default -> code.http() < 500 ? "This cannot be done" : "The cluster could not do it";
        };
    }

    private static String sentence(BackendException failure) {
        String message = String.valueOf(failure.getMessage());
        return message.isEmpty() ? "" : Character.toUpperCase(message.charAt(0)) + message.substring(1) + ".";
    }
}
