package io.vectron.model;

import io.vectron.errors.ErrorCode;
import io.vectron.errors.VectronException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Every size that a caller can choose, with its bound and the check that names both. Checked before anything is allocated. */
public final class Limits {
    /** Beyond this a row's codes no longer fit the kernels' blocks, and no embedding model needs it. */
    public static final int DIMENSION_MAX = 4096;
    /** One Raft group costs threads and memory on each of its replicas; a collection that needs more is split by PD later. */
    public static final int SHARDS_MAX = 1024;

    public static final int REPLICATION_FACTOR_MAX = 7;
    public static final int REPLICATION_FACTOR_DEFAULT = 3;
    /** The answer of a search is held in memory k times the number of shards. */
    public static final int K_MAX = 10_000;

    public static final int BATCH_POINTS_MAX = 1_000;
    public static final int BATCH_SEARCHES_MAX = 100;
    public static final int ID_BYTES_MAX = 128;
    public static final int PAYLOAD_BYTES_MAX = 64 << 10;
    /** 1,000 points of 4,096 floats are 16 MiB; as JSON text about twice that. */
    public static final int REQUEST_BYTES_MAX = 32 << 20;

    public static final int COLLECTION_NAME_LENGTH_MAX = 128;
    public static final int TIMEOUT_MILLIS_DEFAULT = 10_000;
    public static final int TIMEOUT_MILLIS_MAX = 60_000;
    /** The squares of 4,096 differences of such components still fit a float; the engine's own bound. */
    public static final float COMPONENT_MAX = 1e15f;
    /** Under cosine, a vector shorter than this has lost its direction in rounding; the engine's own bound. */
    public static final double COSINE_NORM_MIN = 1e-18;

    public static final double RECALL_DEFAULT = 0.95;

    private Limits() {}

    /**
     * @throws VectronException with {@code code} and the values when {@code found} is outside [min, max]
     */
    public static long checkRange(ErrorCode code, String what, long found, long min, long max) {
        if (found < min || found > max) {
            Map<String, String> values = new LinkedHashMap<>();
            values.put("field", what);
            values.put("found", Long.toString(found));
            values.put("min", Long.toString(min));
            values.put("max", Long.toString(max));
            throw new VectronException(
                    code, what + " must be between " + min + " and " + max + ", found " + found, values);
        }
        return found;
    }

    public static double checkRecall(double recall) {
        if (!(recall > 0 && recall <= 1)) {
            throw new VectronException(
                    ErrorCode.INVALID_RECALL,
                    "recall must be above 0 and at most 1, found " + recall,
                    Map.of("field", "recall", "found", Double.toString(recall)));
        }
        return recall;
    }

    /** A timeout as the caller gave it (0 for none given) to the one to use. */
    public static int timeoutMillis(long asked) {
        if (asked == 0) {
            return TIMEOUT_MILLIS_DEFAULT;
        }
        return (int) checkRange(ErrorCode.INVALID_TIMEOUT, "timeout_millis", asked, 1, TIMEOUT_MILLIS_MAX);
    }
}
