package io.vectron.drift.codec;

import java.util.Objects;

/** A block of decimals as integers (ALP). */
final class AlpFloats implements FloatBlock {
    private final PackedRows packed;
    private final AlpScale scale;

    AlpFloats(PackedRows packed, AlpScale scale) {
        this.packed = packed;
        this.scale = scale;
    }

    @Override
    public Kind kind() {
        return Kind.ALP;
    }

    @Override
    public long bytes() {
        return packed.bytes();
    }

    @Override
    public long touch(int row) {
        return packed.touch(row);
    }

    @Override
    public void copyRow(int row, float[] target, int at) {
        Objects.checkIndex(row, packed.rows());
        Objects.checkFromIndexSize(at, packed.run().count(), target.length);
        LaneKernels.ACTIVE.decode(packed.run(), scale, packed.in(), packed.rowAt(row), target, at);
        Patches patches = packed.patches();
        int start = patches.start(row);
        int end = patches.end(row, start);
        for (int patch = start; patch < end; patch++) {
            target[at + patches.dimension(patch)] = Float.intBitsToFloat(patches.wholeValue(patch));
        }
    }

    @Override
    public void checkPatches() {
        packed.checkPatches();
    }
}
