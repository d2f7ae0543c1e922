package io.vectron.drift.codec;

import java.util.Objects;

/** A block of floats whose upper bits are coded by dictionary (ALP-RD). */
final class AlpRdFloats implements FloatBlock {
    private final PackedRows packed;
    private final RdDictionary dictionary;

    AlpRdFloats(PackedRows packed, RdDictionary dictionary) {
        this.packed = packed;
        this.dictionary = dictionary;
    }

    @Override
    public Kind kind() {
        return Kind.ALP_RD;
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
        LaneKernels.ACTIVE.decode(packed.run(), dictionary, packed.in(), packed.rowAt(row), target, at);
        Patches patches = packed.patches();
        int start = patches.start(row);
        int end = patches.end(row, start);
        for (int patch = start; patch < end; patch++) {
            int to = at + patches.dimension(patch);
            int right = dictionary.turned(target[to]) & dictionary.rightMask();
            target[to] = dictionary.value((patches.shortValue(patch) << dictionary.rightBits()) | right);
        }
    }

    @Override
    public void checkPatches() {
        packed.checkPatches();
    }
}
