package io.vectron.cli.input;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The header of a NumPy {@code .npy} file: a two-dimensional C-ordered array of {@code <f2}, {@code <f4}, {@code <f8} or
 * {@code |u1}.
 *
 * <p>Bytes: magic {@code 93 'NUMPY'}, major, minor, header length (uint16 in version 1, uint32 in 2 and 3), then a Python
 * dictionary as text with the keys descr, fortran_order and shape.
 *
 * @param start offset of the first row
 */
record NpyHeader(ComponentType type, long rows, int dimension, long start) {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int VERSION_AT = MAGIC.length;
    private static final int PREFIX_BYTES = MAGIC.length + 2;
    /** The three keys need about 100 bytes; NumPy itself refuses more than 10,000 from strangers. */
    private static final int TEXT_BYTES_MAX = 10_000;

    private static final Pattern DESCR = Pattern.compile("'descr': *'([^']{1,16})'");
    private static final Pattern C_ORDER = Pattern.compile("'fortran_order': *False");
    private static final Pattern SHAPE = Pattern.compile("'shape': *\\( *(\\d{1,18}) *, *(\\d{1,9}) *,? *\\)");

    static NpyHeader read(String file, InputStream in) throws IOException {
        byte[] prefix = in.readNBytes(PREFIX_BYTES);
        if (prefix.length < PREFIX_BYTES || !Arrays.equals(prefix, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw InputException.atByte(file, 0, "no .npy file: it does not start with 93 'NUMPY'");
        }
        int lengthBytes = prefix[VERSION_AT] == 1 ? Short.BYTES : Integer.BYTES;
        byte[] length = Arrays.copyOf(in.readNBytes(lengthBytes), Integer.BYTES);
        int textBytes = ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getInt();
        if (textBytes < 1 || textBytes > TEXT_BYTES_MAX) {
            throw InputException.atByte(
                    file, PREFIX_BYTES, "header of " + textBytes + " bytes, expected 1 to " + TEXT_BYTES_MAX);
        }
        int textAt = PREFIX_BYTES + lengthBytes;
        String text = new String(in.readNBytes(textBytes), StandardCharsets.ISO_8859_1);
        return parse(file, text, textAt);
    }

    private static NpyHeader parse(String file, String text, int textAt) {
        Matcher descr = DESCR.matcher(text);
        Matcher shape = SHAPE.matcher(text);
        if (!descr.find() || !shape.find() || !C_ORDER.matcher(text).find()) {
            throw InputException.atByte(
                    file, textAt, "expected a two-dimensional array in C order, found " + text.strip());
        }
        ComponentType type = switch (descr.group(1)) {
            case "<f2" -> ComponentType.FLOAT16;
            case "<f4" -> ComponentType.FLOAT32;
            case "<f8" -> ComponentType.FLOAT64;
            case "|u1" -> ComponentType.UINT8;
            default ->
                throw InputException.atByte(file, textAt, "expected <f2, <f4, <f8 or |u1, found " + descr.group(1));
        };
        int dimension = VectorFiles.checkDimension(file, textAt, Integer.parseInt(shape.group(2)));
        return new NpyHeader(type, Long.parseLong(shape.group(1)), dimension, textAt + (long) text.length());
    }
}
