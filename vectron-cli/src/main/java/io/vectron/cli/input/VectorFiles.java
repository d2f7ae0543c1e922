package io.vectron.cli.input;

import io.vectron.model.Limits;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalInt;

/** Opens vector files by their extension: .fvecs, .bvecs, .f16, .npy, .jsonl and .ndjson. */
public final class VectorFiles {
    private static final int BUFFER_BYTES = 1 << 20;

    private VectorFiles() {}

    /**
     * @param dimension needed for .f16, which does not say; for the others checked when given
     * @throws InputException when the file is not what its extension says
     */
    public static VectorSource open(Path path, OptionalInt dimension, JsonLines.Fields fields) throws IOException {
        if (!Files.isRegularFile(path)) {
            throw InputException.missing(path.toString());
        }
        VectorSource source = openByExtension(path, dimension, fields);
        if (dimension.isPresent() && source.dimension() != dimension.getAsInt()) {
            source.close();
            throw new InputException(
                    path + ": has dimension " + source.dimension() + ", expected " + dimension.getAsInt());
        }
        return source;
    }

    private static VectorSource openByExtension(Path path, OptionalInt dimension, JsonLines.Fields fields)
            throws IOException {
        String name = path.toString();
        return switch (extension(path)) {
            case "fvecs" -> withRowHeaders(path, ComponentType.FLOAT32);
            case "bvecs" -> withRowHeaders(path, ComponentType.UINT8);
            case "f16" ->
                halves(
                        name,
                        buffered(path),
                        Files.size(path),
                        dimension.orElseThrow(() -> new InputException(
                                name + ": a .f16 file does not say its dimension; give it with --dimension")));
            case "npy" -> npy(path);
            case "jsonl", "ndjson" -> new JsonLines(name, Files.newBufferedReader(path), fields);
            default ->
                throw new InputException(
                        name + ": unknown kind of file; expected .fvecs, .bvecs, .f16, .npy, .jsonl" + " or .ndjson");
        };
    }

    /**
     * Raw half floats from a stream.
     *
     * @param name for messages
     * @param in owned by the source
     * @param bytes all bytes that the stream has
     */
    public static VectorSource halves(String name, InputStream in, long bytes, int dimension) {
        checkDimension(name, 0, dimension);
        return new BinarySource(name, in, new BinarySource.Shape(0, bytes, dimension, ComponentType.FLOAT16, false));
    }

    private static VectorSource withRowHeaders(Path path, ComponentType type) throws IOException {
        String name = path.toString();
        int dimension = checkDimension(name, 0, firstInt(path));
        return new BinarySource(
                name, buffered(path), new BinarySource.Shape(0, Files.size(path), dimension, type, true));
    }

    private static int firstInt(Path path) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] head = in.readNBytes(Integer.BYTES);
            if (head.length < Integer.BYTES) {
                throw InputException.atByte(
                        path.toString(), 0, "expected 4 bytes with the dimension, the file has " + head.length);
            }
            return ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getInt();
        }
    }

    private static VectorSource npy(Path path) throws IOException {
        InputStream in = buffered(path);
        String name = path.toString();
        NpyHeader header = NpyHeader.read(name, in);
        long bytes = Files.size(path);
        long rowBytes = (long) header.dimension() * header.type().bytes();
        // rows above the file's bytes first: their product might overflow
        if (header.rows() > bytes || bytes - header.start() != header.rows() * rowBytes) {
            in.close();
            throw InputException.atByte(
                    name,
                    header.start(),
                    "expected " + header.rows() + " rows of " + rowBytes + " bytes, found " + (bytes - header.start())
                            + " bytes");
        }
        return new BinarySource(
                name, in, new BinarySource.Shape(header.start(), bytes, header.dimension(), header.type(), false));
    }

    private static InputStream buffered(Path path) throws IOException {
        return new BufferedInputStream(Files.newInputStream(path), BUFFER_BYTES);
    }

    static int checkDimension(String file, long offset, int dimension) {
        if (dimension < 1 || dimension > Limits.DIMENSION_MAX) {
            throw InputException.atByte(
                    file, offset, "dimension " + dimension + " is not 1 to " + Limits.DIMENSION_MAX);
        }
        return dimension;
    }

    private static String extension(Path path) {
        String name = String.valueOf(path.getFileName());
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }
}
