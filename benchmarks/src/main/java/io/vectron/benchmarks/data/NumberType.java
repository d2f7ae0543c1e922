package io.vectron.benchmarks.data;

import java.nio.ByteBuffer;

/** The numbers that files of vectors are made of, little-endian. */
enum NumberType {
    FLOAT16(2) {
        @Override
        float floatOf(ByteBuffer in) {
            return Float.float16ToFloat(in.getShort());
        }
    },
    FLOAT32(4) {
        @Override
        float floatOf(ByteBuffer in) {
            return in.getFloat();
        }
    },
    FLOAT64(8) {
        @Override
        float floatOf(ByteBuffer in) {
            return (float) in.getDouble();
        }
    },
    UINT8(1) {
        @Override
        long integerOf(ByteBuffer in) {
            return in.get() & 0xffL;
        }
    },
    INT8(1) {
        @Override
        long integerOf(ByteBuffer in) {
            return in.get();
        }
    },
    UINT16(2) {
        @Override
        long integerOf(ByteBuffer in) {
            return in.getShort() & 0xffffL;
        }
    },
    INT16(2) {
        @Override
        long integerOf(ByteBuffer in) {
            return in.getShort();
        }
    },
    UINT32(4) {
        @Override
        long integerOf(ByteBuffer in) {
            return in.getInt() & 0xffff_ffffL;
        }
    },
    INT32(4) {
        @Override
        long integerOf(ByteBuffer in) {
            return in.getInt();
        }
    },
    INT64(8) {
        @Override
        long integerOf(ByteBuffer in) {
            return in.getLong();
        }
    };

    private final int bytes;

    NumberType(int bytes) {
        this.bytes = bytes;
    }

    int bytes() {
        return bytes;
    }

    /** The next number as a float, rounded where that is needed. */
    float floatOf(ByteBuffer in) {
        return integerOf(in);
    }

    /**
     * The next number.
     *
     * @throws DatasetException when this type has fractions
     */
    long integerOf(ByteBuffer in) {
        throw new DatasetException("numbers of type " + this + " are no row numbers, expected whole numbers");
    }
}
