package io.vectron.admin.playground;

/** A query that cannot be sent, with the field of the form that is to blame. */
final class QueryException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String field;

    QueryException(String field, String message) {
        super(message);
        this.field = field;
    }

    String field() {
        return field;
    }
}
