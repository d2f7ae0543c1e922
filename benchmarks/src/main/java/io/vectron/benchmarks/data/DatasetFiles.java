package io.vectron.benchmarks.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Finds the files of a data set by what their names begin with: PREFIX_base, PREFIX_query and PREFIX_query_gt (or
 * PREFIX_groundtruth) with one of the endings, or all of it in PREFIX.hdf5, or in PREFIX when that is such a file.
 */
final class DatasetFiles {
    private static final List<String> ENDINGS = List.of(".fvecs", ".bvecs", ".ivecs", ".npy");
    private static final List<String> HDF5_ENDINGS = List.of(".hdf5", ".h5");

    private final String prefix;
    private final Optional<Hdf5File> hdf5;

    private DatasetFiles(String prefix, Optional<Hdf5File> hdf5) {
        this.prefix = prefix;
        this.hdf5 = hdf5;
    }

    static DatasetFiles of(String prefix) {
        if (isHdf5(prefix) && Files.isReadable(Path.of(prefix))) {
            return new DatasetFiles(prefix, Optional.of(new Hdf5File(Path.of(prefix))));
        }
        return new DatasetFiles(
                prefix, firstReadable(prefix, List.of(""), HDF5_ENDINGS).map(Hdf5File::new));
    }

    private static boolean isHdf5(String name) {
        return HDF5_ENDINGS.stream().anyMatch(name.toLowerCase(Locale.ROOT)::endsWith);
    }

    /** All of it in one file. */
    Optional<Hdf5File> hdf5() {
        return hdf5;
    }

    Matrix base() throws IOException {
        return hdf5.isPresent() ? hdf5.get().matrix(Hdf5File.BASE) : required("_base");
    }

    Matrix queries() throws IOException {
        return hdf5.isPresent() ? hdf5.get().matrix(Hdf5File.QUERIES) : required("_query");
    }

    /** The true neighbours when there are any. */
    Optional<Matrix> truth() throws IOException {
        if (hdf5.isPresent()) {
            return hdf5.get().has(Hdf5File.TRUTH) ? Optional.of(hdf5.get().matrix(Hdf5File.TRUTH)) : Optional.empty();
        }
        Optional<Path> file = firstReadable(prefix, List.of("_query_gt", "_groundtruth"), ENDINGS);
        return file.isPresent() ? Optional.of(matrix(file.get())) : Optional.empty();
    }

    private Matrix required(String part) throws IOException {
        Optional<Path> file = firstReadable(prefix, List.of(part), ENDINGS);
        if (file.isEmpty()) {
            throw new DatasetException("no data set " + prefix + ": found none of "
                    + String.join(", ", names(prefix, List.of(part), ENDINGS)) + ", "
                    + String.join(", ", names(prefix, List.of(""), HDF5_ENDINGS)));
        }
        return matrix(file.get());
    }

    /** One matrix of a file that holds nothing else; its name says the format. */
    static Matrix matrix(Path file) throws IOException {
        String name = file.toString().toLowerCase(Locale.ROOT);
        try {
            return switch (name.substring(name.lastIndexOf('.') + 1)) {
                case "fvecs" -> VecsFormat.open(file, NumberType.FLOAT32);
                case "bvecs" -> VecsFormat.open(file, NumberType.UINT8);
                case "ivecs" -> VecsFormat.open(file, NumberType.INT32);
                case "npy" -> NpyFormat.open(file);
                default ->
                    throw new DatasetException(
                            file + ": the format is not known by the name, expected " + String.join(", ", ENDINGS));
            };
        } catch (NoSuchFileException missing) {
            throw new DatasetException("no file " + file, missing);
        }
    }

    private static Optional<Path> firstReadable(String prefix, List<String> parts, List<String> endings) {
        return names(prefix, parts, endings).stream()
                .map(Path::of)
                .filter(Files::isReadable)
                .findFirst();
    }

    private static List<String> names(String prefix, List<String> parts, List<String> endings) {
        List<String> names = new ArrayList<>();
        for (String part : parts) {
            for (String ending : endings) {
                names.add(prefix + part + ending);
            }
        }
        return names;
    }
}
