package io.vectron.drift.log;

import io.vectron.drift.Delete;
import io.vectron.drift.Op;
import io.vectron.drift.Upsert;
import io.vectron.drift.WriteBatch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The ops of a batch as the body of a frame, one after the other, little-endian. Stateless.
 *
 * <pre>
 * offset  size  field
 *      0     1  1 upsert, 2 delete
 *      1     2  length of the id i, unsigned
 *      3     i  id
 * upsert only
 *    3+i   4*d  vector, float32
 * 3+i+4d     4  length of the payload p
 * 7+i+4d     p  payload
 * </pre>
 */
record BatchCodec(int dimension) {
    private static final byte OP_UPSERT = 1;
    private static final byte OP_DELETE = 2;
    private static final int ID_AT = 3;
    /** A delete with an id of one byte. */
    private static final int OP_BYTES_MIN = ID_AT + 1;

    /**
     * Length of a batch's body.
     *
     * @throws IllegalArgumentException when a vector has another dimension, or the batch is too large for a frame
     */
    int bodyBytes(WriteBatch batch) {
        long bytes = 0;
        for (Op op : batch.ops()) {
            bytes += ID_AT + op.id().length;
            if (op instanceof Upsert upsert) {
                if (upsert.vector().length != dimension) {
                    throw new IllegalArgumentException(
                            "vector has " + upsert.vector().length + " dimensions, expected " + dimension);
                }
                bytes += 4L * dimension + 4 + upsert.payload().length;
            }
        }
        if (bytes > WalFormat.BODY_BYTES_MAX) {
            throw new IllegalArgumentException("a batch of " + batch.ops().size() + " ops takes " + bytes
                    + " bytes in the log, at most " + WalFormat.BODY_BYTES_MAX + " are allowed");
        }
        return (int) bytes;
    }

    /** Puts a batch at the position of a little-endian buffer. */
    void encode(WriteBatch batch, ByteBuffer out) {
        for (Op op : batch.ops()) {
            out.put(op instanceof Upsert ? OP_UPSERT : OP_DELETE)
                    .putShort((short) op.id().length)
                    .put(op.id());
            if (op instanceof Upsert upsert) {
                out.asFloatBuffer().put(upsert.vector());
                out.position(out.position() + 4 * dimension);
                out.putInt(upsert.payload().length).put(upsert.payload());
            }
        }
    }

    /**
     * Reads a batch.
     *
     * @param in a body whose checksum was right, little-endian
     * @throws IllegalArgumentException when it is none of this format; says at which byte of the body
     */
    WriteBatch decode(ByteBuffer in, int count) {
        if (count < 0 || count > in.remaining() / OP_BYTES_MIN) {
            throw new IllegalArgumentException(count + " ops in " + in.remaining() + " bytes");
        }
        List<Op> ops = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            ops.add(op(in));
        }
        if (in.hasRemaining()) {
            throw new IllegalArgumentException(in.remaining() + " bytes follow the last op at byte " + in.position());
        }
        return new WriteBatch(ops);
    }

    private Op op(ByteBuffer in) {
        int at = in.position();
        check(in, ID_AT, at);
        byte code = in.get();
        byte[] id = bytes(in, Short.toUnsignedInt(in.getShort()), at);
        return switch (code) {
            case OP_UPSERT -> new Upsert(id, vector(in, at), payload(in, at));
            case OP_DELETE -> new Delete(id);
            default -> throw new IllegalArgumentException("op code " + code + " at byte " + at);
        };
    }

    private float[] vector(ByteBuffer in, int opAt) {
        check(in, 4L * dimension, opAt);
        float[] vector = new float[dimension];
        in.asFloatBuffer().get(vector);
        in.position(in.position() + 4 * dimension);
        return vector;
    }

    private static byte[] payload(ByteBuffer in, int opAt) {
        check(in, 4, opAt);
        return bytes(in, in.getInt(), opAt);
    }

    private static byte[] bytes(ByteBuffer in, int length, int opAt) {
        check(in, length, opAt);
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    private static void check(ByteBuffer in, long length, int opAt) {
        if (length < 0 || length > in.remaining()) {
            throw new IllegalArgumentException(
                    "the op at byte " + opAt + " needs " + length + " bytes more, " + in.remaining() + " are left");
        }
    }
}
