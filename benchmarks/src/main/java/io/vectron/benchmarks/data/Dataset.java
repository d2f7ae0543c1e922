package io.vectron.benchmarks.data;

import io.vectron.drift.Metric;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Rows, queries, and what is known of their nearest rows.
 *
 * @param truth when there is one that holds for exactly these rows; it may be of more queries than these
 * @param metric when the files say which
 */
public record Dataset(VectorFile base, VectorFile queries, Optional<Neighbors> truth, Optional<Metric> metric) {

    /**
     * Which files, and how much of them.
     *
     * @param prefix what the names begin with
     * @param queries instead of the file of that prefix
     * @param truth instead of the file of that prefix
     */
    public record Selection(
            String prefix, @Nullable Path queries, @Nullable Path truth, int rowsMax, int queriesMax) {}

    /**
     * Reads and checks a data set.
     *
     * @throws DatasetException when a file is missing or damaged, or they do not fit together
     */
    public static Dataset read(Selection selection) throws IOException {
        DatasetFiles files = DatasetFiles.of(selection.prefix());
        Matrix base = files.base();
        Path otherQueries = selection.queries();
        Matrix queries = otherQueries == null ? files.queries() : DatasetFiles.matrix(otherQueries);
        if (queries.dimension() != base.dimension()) {
            throw new DatasetException(queries.name() + " has dimension " + queries.dimension() + ", but " + base.name()
                    + " has " + base.dimension());
        }
        VectorFile rows = VectorFile.of(base, selection.rowsMax());
        VectorFile asked = VectorFile.of(queries, selection.queriesMax());
        Optional<Neighbors> truth =
                base.rows() == rows.rows() ? truth(files, selection, asked.rows(), rows.rows()) : Optional.empty();
        Optional<Metric> metric = files.hdf5().flatMap(Hdf5File::metric);
        return new Dataset(rows, asked, truth, metric);
    }

    private static Optional<Neighbors> truth(DatasetFiles files, Selection selection, int queries, int rows)
            throws IOException {
        Path other = selection.truth();
        // true neighbours beside the usual queries say nothing of others
        boolean isOfOtherQueries = selection.queries() != null;
        if (other == null && isOfOtherQueries) {
            return Optional.empty();
        }
        Optional<Matrix> found = other == null ? files.truth() : Optional.of(DatasetFiles.matrix(other));
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Matrix matrix = found.get();
        if (matrix.rows() < queries) {
            throw new DatasetException(matrix.name() + " has neighbours of " + matrix.rows() + " queries, expected "
                    + queries + " (fewer are taken by --query-count)");
        }
        Neighbors neighbors = new Neighbors(matrix.name(), matrix.ints(queries), queries, matrix.dimension());
        neighbors.checkRows(rows);
        return Optional.of(neighbors);
    }
}
