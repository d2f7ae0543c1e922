package io.vectron.cli.input;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;

/** Rows of vectors, read once from front to back by one thread. */
public interface VectorSource extends AutoCloseable {
    /**
     * Components of each vector, known before the first row is read.
     *
     * @throws InputException when the source has no row to learn it from
     */
    int dimension() throws IOException;

    /** Rows from the beginning of the source, when that is known without reading it. */
    OptionalLong rows();

    /**
     * @return empty at the end
     * @throws InputException when the row is torn, malformed or of another dimension
     */
    Optional<SourceRow> next() throws IOException;

    /**
     * Passes over rows that somebody else has dealt with.
     *
     * @throws InputException when the source has fewer
     */
    default void skip(long count) throws IOException {
        for (long i = 0; i < count; i++) {
            if (next().isEmpty()) {
                throw new InputException("cannot skip " + count + " rows: the source has only " + i);
            }
        }
    }

    @Override
    void close() throws IOException;
}
