package io.vectron.benchmarks.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * NumPy's .npy, versions 1 to 3: two dimensions in C order. Behind the magic bytes, a version and the length of what comes, it
 * says as a literal of Python what follows: {@code {'descr': '<f4', 'fortran_order': False, 'shape': (1000, 128), }}.
 */
final class NpyFormat {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int VERSION_BYTES = 2;
    /** NumPy itself refuses longer ones by default. */
    private static final int HEADER_BYTES_MAX = 10_000;

    private static final Pattern DESCRIPTION = Pattern.compile("'descr'\\s*:\\s*'([^']*)'");
    private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
    private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([^)]*)\\)");
    private static final Pattern TWO_SIZES = Pattern.compile("(\\d{1,18})\\s*,\\s*(\\d{1,18})\\s*,?");

    private static final Map<String, NumberType> TYPES = Map.ofEntries(
            Map.entry("<f2", NumberType.FLOAT16),
            Map.entry("<f4", NumberType.FLOAT32),
            Map.entry("<f8", NumberType.FLOAT64),
            Map.entry("|u1", NumberType.UINT8),
            Map.entry("|i1", NumberType.INT8),
            Map.entry("<u2", NumberType.UINT16),
            Map.entry("<i2", NumberType.INT16),
            Map.entry("<u4", NumberType.UINT32),
            Map.entry("<i4", NumberType.INT32),
            Map.entry("<i8", NumberType.INT64));

    private NpyFormat() {}

    static FileMatrix open(Path file) throws IOException {
        String header;
        int start;
        try (InputStream in = Files.newInputStream(file)) {
            byte[] head = bytes(in, MAGIC.length + VERSION_BYTES);
            if (!Arrays.equals(head, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
                throw new DatasetException(file + " is no .npy file: it does not begin with its magic bytes");
            }
            int version = head[MAGIC.length];
            int lengthBytes = version == 1 ? Short.BYTES : Integer.BYTES;
            int length = length(bytes(in, lengthBytes));
            if (version < 1 || version > 3 || length < 0 || length > HEADER_BYTES_MAX) {
                throw new DatasetException(file + ": version " + version + " with a header of " + length
                        + " bytes, expected version 1 to 3 and at most " + HEADER_BYTES_MAX);
            }
            header = new String(bytes(in, length), StandardCharsets.UTF_8);
            start = head.length + lengthBytes + length;
        } catch (EOFException cutOff) {
            throw new DatasetException(file + " is cut off in its header", cutOff);
        }
        return matrix(file, header, start);
    }

    private static byte[] bytes(InputStream in, int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException();
        }
        return bytes;
    }

    private static int length(byte[] bytes) {
        ByteBuffer length = ByteBuffer.wrap(Arrays.copyOf(bytes, Integer.BYTES)).order(ByteOrder.LITTLE_ENDIAN);
        return length.getInt();
    }

    private static FileMatrix matrix(Path file, String header, int start) throws IOException {
        String description = field(file, header, DESCRIPTION);
        NumberType type = TYPES.get(description);
        if (type == null) {
            throw new DatasetException(file + ": numbers of type " + description + ", known are "
                    + TYPES.keySet().stream().sorted().toList());
        }
        if (field(file, header, ORDER).equals("True")) {
            throw new DatasetException(file + " is in Fortran's order, expected C order: rows one after another");
        }
        String shape = field(file, header, SHAPE);
        Matcher sizes = TWO_SIZES.matcher(shape.strip());
        if (!sizes.matches()) {
            throw new DatasetException(file + " has the shape (" + shape + "), expected two sizes");
        }
        long rows = Long.parseLong(sizes.group(1));
        int dimension = Matrix.checkDimension(file.toString(), Long.parseLong(sizes.group(2)));
        int rowBytes = FileMatrix.rowBytes(false, type, dimension);
        long found = Files.size(file) - start;
        if (found / rowBytes != rows || found % rowBytes != 0) {
            throw new DatasetException(file + " is cut off or too long: " + found
                    + " bytes behind its header, expected " + rows + " rows of " + rowBytes);
        }
        return new FileMatrix(file, start, false, type, rows, dimension);
    }

    private static String field(Path file, String header, Pattern pattern) {
        Matcher matcher = pattern.matcher(header);
        if (!matcher.find()) {
            throw new DatasetException(file + ": no " + pattern + " in its header: " + header.strip());
        }
        return matcher.group(1);
    }
}
