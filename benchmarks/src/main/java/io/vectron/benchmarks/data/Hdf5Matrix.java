package io.vectron.benchmarks.data;

import java.lang.reflect.Array;
import java.util.Arrays;

/** A dataset of two dimensions in an HDF5 file. */
record Hdf5Matrix(Hdf5File file, String dataset, long rows, int dimension) implements Matrix {

    @Override
    public String name() {
        return file.file() + ":" + dataset;
    }

    @Override
    public float[] floats(int count) {
        int size = size(count);
        Object numbers = file.numbers(dataset);
        if (numbers instanceof float[] floats) {
            return floats.length == size ? floats : Arrays.copyOf(floats, size);
        }
        float[] values = new float[size];
        for (int at = 0; at < size; at++) {
            values[at] = ((Number) Array.get(checked(numbers), at)).floatValue();
        }
        return values;
    }

    @Override
    public int[] ints(int count) {
        int[] values = new int[size(count)];
        Object numbers = checked(file.numbers(dataset));
        for (int at = 0; at < values.length; at++) {
            Number number = (Number) Array.get(numbers, at);
            if (number instanceof Float || number instanceof Double) {
                throw new DatasetException(name() + ": " + number + " is no row number, expected whole numbers");
            }
            values[at] = Matrix.id(name(), number.longValue());
        }
        return values;
    }

    private Object checked(Object numbers) {
        Class<?> type = numbers.getClass().getComponentType();
        if (type == null || !type.isPrimitive() || type == boolean.class || type == char.class) {
            throw new DatasetException(name() + " holds " + numbers.getClass().getSimpleName() + ", expected numbers");
        }
        return numbers;
    }
}
