package io.vectron.benchmarks.ann;

/** Keeps the so many nearest of all rows that it is offered: a heap with the farthest of them on top. Not thread-safe. */
final class NearestRows {
    private final float[] distances;
    private final int[] rows;
    private int size;

    NearestRows(int capacity) {
        distances = new float[capacity];
        rows = new int[capacity];
    }

    /** Rows that are not nearer than this are not kept. */
    float bound() {
        return size < rows.length ? Float.POSITIVE_INFINITY : distances[0];
    }

    void offer(int row, float distance) {
        if (size < rows.length) {
            siftUp(size++, row, distance);
        } else if (distance < distances[0]) {
            siftDown(row, distance);
        }
    }

    private void siftUp(int last, int row, float distance) {
        int at = last;
        while (at > 0 && distances[(at - 1) / 2] < distance) {
            move((at - 1) / 2, at);
            at = (at - 1) / 2;
        }
        rows[at] = row;
        distances[at] = distance;
    }

    private void siftDown(int row, float distance) {
        int at = 0;
        for (int child = 1; child < size; child = 2 * at + 1) {
            if (child + 1 < size && distances[child + 1] > distances[child]) {
                child++;
            }
            if (distances[child] <= distance) {
                break;
            }
            move(child, at);
            at = child;
        }
        rows[at] = row;
        distances[at] = distance;
    }

    private void move(int from, int to) {
        rows[to] = rows[from];
        distances[to] = distances[from];
    }

    int size() {
        return size;
    }

    /** One of them, in no order. */
    int row(int i) {
        return rows[i];
    }
}
