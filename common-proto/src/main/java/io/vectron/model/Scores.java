package io.vectron.model;

import com.google.protobuf.ByteString;
import io.vectron.proto.v1.Metric;
import java.util.Comparator;

/** The order of hits: best score first under the metric, ties by canonical id bytes, unsigned. */
public final class Scores {
    private static final Comparator<ByteString> BY_ID = ByteString.unsignedLexicographicalComparator();

    private Scores() {}

    /** Negative when score {@code a} is better than {@code b}. */
    public static int compare(Metric metric, float a, float b) {
        return metric == Metric.METRIC_L2 ? Float.compare(a, b) : Float.compare(b, a);
    }

    public static int compare(Metric metric, float a, ByteString idA, float b, ByteString idB) {
        int byScore = compare(metric, a, b);
        return byScore != 0 ? byScore : BY_ID.compare(idA, idB);
    }
}
