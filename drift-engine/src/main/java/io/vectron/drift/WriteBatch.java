package io.vectron.drift;

import java.util.List;

/**
 * Changes that become visible together. Where one id occurs more than once, its last op wins.
 *
 * @param ops in order; may be empty: such a batch only advances the applied sequence
 */
public record WriteBatch(List<Op> ops) {
    /** A batch without ops. */
    public static final WriteBatch EMPTY = new WriteBatch(List.of());

    public WriteBatch {
        ops = List.copyOf(ops);
    }

    /** A batch of these ops. */
    public static WriteBatch of(Op... ops) {
        return new WriteBatch(List.of(ops));
    }
}
