package io.vectron.cli.input;

import java.nio.ByteBuffer;

/** How one number of a vector is stored. */
enum ComponentType {
    FLOAT32(Float.BYTES) {
        @Override
        float read(ByteBuffer row, int index) {
            return row.getFloat(index * Float.BYTES);
        }
    },
    FLOAT64(Double.BYTES) {
        @Override
        float read(ByteBuffer row, int index) {
            return (float) row.getDouble(index * Double.BYTES);
        }
    },
    FLOAT16(Short.BYTES) {
        @Override
        float read(ByteBuffer row, int index) {
            return Float.float16ToFloat(row.getShort(index * Short.BYTES));
        }
    },
    UINT8(Byte.BYTES) {
        @Override
        float read(ByteBuffer row, int index) {
            return Byte.toUnsignedInt(row.get(index));
        }
    };

    private final int bytes;

    ComponentType(int bytes) {
        this.bytes = bytes;
    }

    int bytes() {
        return bytes;
    }

    abstract float read(ByteBuffer row, int index);

    float[] readRow(ByteBuffer row, int dimension) {
        float[] vector = new float[dimension];
        for (int i = 0; i < dimension; i++) {
            vector[i] = read(row, i);
        }
        return vector;
    }
}
