package io.vectron.drift;

import java.util.Comparator;

/**
 * How two vectors are compared, and the meaning of {@link Hit#score()}.
 *
 * <p>The engine works inside with a "distance" of which less is always better; callers only see scores.
 */
public enum Metric {
    /** Euclidean distance, not squared; lower is better. */
    L2(1),
    /** Cosine similarity in [-1, 1]; higher is better. Zero vectors are refused. */
    COSINE(2),
    /** Inner product; higher is better. */
    DOT(3);

    private final int formatCode;

    Metric(int formatCode) {
        this.formatCode = formatCode;
    }

    /** The number that stands for this metric in files; never changes. */
    public int formatCode() {
        return formatCode;
    }

    /** True when a larger score is a better match. */
    public boolean isHigherBetter() {
        return this != L2;
    }

    /** Compares two scores, the better one first. */
    public int compareScores(float left, float right) {
        return isHigherBetter() ? Float.compare(right, left) : Float.compare(left, right);
    }

    /** Orders hits best first; ties by the unsigned bytes of the id. */
    public Comparator<Hit> bestFirst() {
        return (left, right) -> {
            int byScore = compareScores(left.score(), right.score());
            return byScore != 0 ? byScore : java.util.Arrays.compareUnsigned(left.id(), right.id());
        };
    }
}
