package io.vectron.drift.bucket;

import io.vectron.drift.segment.Segment;
import java.util.BitSet;
import java.util.List;

/**
 * A segment, less those of its row groups whose rows were moved to a later one. Immutable.
 *
 * @param segment not owned
 * @param retired row groups that do not count any more
 */
public record Part(Segment segment, List<Integer> retired) {
    public Part {
        retired = List.copyOf(retired);
    }

    /** This part with more row groups retired. */
    public Part retiring(BitSet more) {
        BitSet all = (BitSet) more.clone();
        retired.forEach(all::set);
        return new Part(segment, all.stream().boxed().toList());
    }

    /** The retired row groups as a set of bits. */
    public BitSet retiredBits() {
        BitSet bits = new BitSet();
        retired.forEach(bits::set);
        return bits;
    }

    /** Rows that live. */
    public int live() {
        BitSet gone = retiredBits();
        int live = 0;
        for (int group = 0; group < segment.groups(); group++) {
            live += gone.get(group) ? 0 : segment.live(group);
        }
        return live;
    }
}
