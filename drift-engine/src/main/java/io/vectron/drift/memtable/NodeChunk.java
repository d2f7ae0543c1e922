package io.vectron.drift.memtable;

import java.util.Arrays;

/** A stretch of rows; plain arrays, published as {@link Nodes} says. */
final class NodeChunk {
    final float[] vectors;
    final float[] inverseNorms;
    final long[] sequences;
    final long[] deaths;
    final int[] slots;
    final byte[][] ids;
    final byte[][] payloads;
    /** The row of the same memtable that a row replaced, or {@link Nodes#NONE}. */
    final int[] previous;
    /** Layer 0: per node a count and its neighbours. */
    final int[] links;
    /** Layers 1 and up: null for most nodes, else per layer a count and its neighbours. */
    final int[][] upperLinks;

    NodeChunk(int rows, int dimension, int linksPerNode) {
        vectors = new float[rows * dimension];
        inverseNorms = new float[rows];
        sequences = new long[rows];
        deaths = new long[rows];
        Arrays.fill(deaths, Memtable.NEVER);
        slots = new int[rows];
        ids = new byte[rows][];
        payloads = new byte[rows][];
        previous = new int[rows];
        links = new int[rows * linksPerNode];
        upperLinks = new int[rows][];
    }
}
