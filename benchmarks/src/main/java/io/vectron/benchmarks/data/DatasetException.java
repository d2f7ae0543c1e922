package io.vectron.benchmarks.data;

/** The data set that was named is not there, is damaged, or does not fit together; the message says which file and how. */
public final class DatasetException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public DatasetException(String message) {
        super(message);
    }

    DatasetException(String message, Throwable cause) {
        super(message, cause);
    }
}
