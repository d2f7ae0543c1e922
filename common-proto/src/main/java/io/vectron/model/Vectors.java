package io.vectron.model;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.vectron.errors.ErrorCode;
import io.vectron.errors.VectronException;
import io.vectron.proto.v1.Metric;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;

/** Vectors as they cross the wire between services: little-endian float32, 4 bytes a component. */
public final class Vectors {
    private Vectors() {}

    public static ByteString toBytes(float[] vector) {
        byte[] bytes = new byte[Math.multiplyExact(vector.length, Float.BYTES)];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(vector);
        return UnsafeByteOperations.unsafeWrap(bytes);
    }

    /**
     * @throws IllegalArgumentException when the length is no multiple of four
     */
    public static float[] fromBytes(ByteString bytes) {
        if (bytes.size() % Float.BYTES != 0) {
            throw new IllegalArgumentException("a vector of " + bytes.size() + " bytes is not a row of float32");
        }
        float[] vector = new float[bytes.size() / Float.BYTES];
        bytes.asReadOnlyByteBuffer()
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(vector);
        return vector;
    }

    /**
     * Checks a vector against its collection.
     *
     * @param what names the vector in the message, for example {@code points[3].vector}
     * @throws VectronException DIMENSION_MISMATCH, NON_FINITE_VECTOR or ZERO_VECTOR with the values
     */
    public static void check(float[] vector, int dimension, Metric metric, String what) {
        if (vector.length != dimension) {
            throw new VectronException(
                    ErrorCode.DIMENSION_MISMATCH,
                    what + " has " + vector.length + " components, the collection's dimension is " + dimension,
                    Map.of(
                            "field",
                            what,
                            "expected",
                            Integer.toString(dimension),
                            "found",
                            Integer.toString(vector.length)));
        }
        double squares = 0;
        for (int i = 0; i < vector.length; i++) {
            // written so that NaN fails the comparison too
            if (!(Math.abs(vector[i]) <= Limits.COMPONENT_MAX)) {
                throw new VectronException(
                        ErrorCode.NON_FINITE_VECTOR,
                        what + "[" + i + "] is " + vector[i] + ", expected a finite number of magnitude at most "
                                + Limits.COMPONENT_MAX,
                        Map.of("field", what, "index", Integer.toString(i), "found", Float.toString(vector[i])));
            }
            squares += (double) vector[i] * vector[i];
        }
        if (metric == Metric.METRIC_COSINE && Math.sqrt(squares) < Limits.COSINE_NORM_MIN) {
            throw new VectronException(
                    ErrorCode.ZERO_VECTOR,
                    what + " has length zero, which has no direction under cosine",
                    Map.of("field", what));
        }
    }
}
