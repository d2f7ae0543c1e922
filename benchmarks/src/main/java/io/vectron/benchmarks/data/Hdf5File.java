package io.vectron.benchmarks.data;

import io.jhdf.HdfFile;
import io.jhdf.api.Attribute;
import io.jhdf.api.Node;
import io.jhdf.exceptions.HdfException;
import io.vectron.drift.Metric;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * A data set of ann-benchmarks: the rows in {@code train}, the queries in {@code test}, the numbers of their nearest rows in
 * {@code neighbors}, and the metric in the attribute {@code distance} of the file.
 */
record Hdf5File(Path file) {
    static final String BASE = "train";
    static final String QUERIES = "test";
    static final String TRUTH = "neighbors";
    private static final String METRIC = "distance";

    boolean has(String dataset) {
        return read(hdf -> hdf.getChild(dataset) != null);
    }

    /** Its shape; numbers are read when they are asked for. */
    Matrix matrix(String dataset) {
        String name = file + ":" + dataset;
        int[] sizes = read(hdf -> {
            Node node = hdf.getChild(dataset);
            if (node instanceof io.jhdf.api.Dataset found) {
                return found.getDimensions();
            }
            throw new DatasetException(
                    file + " has no " + dataset + ", only " + hdf.getChildren().keySet());
        });
        if (sizes.length != 2) {
            throw new DatasetException(name + " has " + sizes.length + " dimensions, expected rows and columns");
        }
        return new Hdf5Matrix(this, dataset, sizes[0], Matrix.checkDimension(name, sizes[1]));
    }

    /** All numbers of a dataset, row-major, as an array of the primitive type that suits them. */
    Object numbers(String dataset) {
        return read(hdf -> hdf.getDatasetByPath(dataset).getDataFlat());
    }

    /** What the file says of its metric. */
    Optional<Metric> metric() {
        return read(hdf -> {
            Attribute attribute = hdf.getAttribute(METRIC);
            return attribute == null ? Optional.empty() : Optional.of(metric(String.valueOf(attribute.getData())));
        });
    }

    private Metric metric(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "euclidean", "l2" -> Metric.L2;
            case "angular", "cosine" -> Metric.COSINE;
            case "dot", "ip", "innerproduct" -> Metric.DOT;
            default ->
                throw new DatasetException(
                        file + ": " + METRIC + " is " + name + ", known are euclidean, angular and dot");
        };
    }

    private <T> T read(Function<HdfFile, T> reader) {
        try (HdfFile hdf = new HdfFile(file)) {
            return reader.apply(hdf);
        } catch (HdfException
                | IllegalArgumentException
                | IndexOutOfBoundsException
                | java.nio.BufferUnderflowException damaged) {
            throw new DatasetException(file + " is damaged or not HDF5: " + damaged.getMessage(), damaged);
        }
    }
}
