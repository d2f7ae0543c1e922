package io.vectron.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.ByteString;
import io.vectron.errors.ErrorCode;
import io.vectron.errors.VectronException;
import io.vectron.proto.v1.Epoch;
import io.vectron.proto.v1.Metric;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesTest {
    private static void refused(ErrorCode code, ThrowingCallable call) {
        assertThatExceptionOfType(VectronException.class)
                .isThrownBy(call)
                .satisfies(e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void vectorsComeBackFromTheirBytes() {
        float[] vector = {1.5f, -0f, Float.MIN_VALUE, 1e15f};
        assertThat(Vectors.fromBytes(Vectors.toBytes(vector))).containsExactly(vector);
        assertThatIllegalArgumentException().isThrownBy(() -> Vectors.fromBytes(ByteString.copyFrom(new byte[5])));
    }

    @Test
    void vectorsThatTheEngineCannotTakeAreRefused() {
        refused(ErrorCode.DIMENSION_MISMATCH, () -> Vectors.check(new float[2], 3, Metric.METRIC_L2, "v"));
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 2e15f, -2e15f}) {
            refused(ErrorCode.NON_FINITE_VECTOR, () -> Vectors.check(new float[] {0, bad}, 2, Metric.METRIC_L2, "v"));
        }
        refused(ErrorCode.ZERO_VECTOR, () -> Vectors.check(new float[2], 2, Metric.METRIC_COSINE, "v"));
        Vectors.check(new float[2], 2, Metric.METRIC_DOT, "v");
        Vectors.check(new float[] {1e15f, -1e15f}, 2, Metric.METRIC_COSINE, "v");
    }

    @Test
    void sessionTokensComeBackFromTheirText() {
        SessionToken token = new SessionToken(Map.of(1L, 17L, -5L, Long.MAX_VALUE));
        assertThat(SessionToken.decode(token.encode())).isEqualTo(token);
        assertThat(token.sequenceOf(-5)).isEqualTo(Long.MAX_VALUE);
        assertThat(token.sequenceOf(99)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "%%%", "AA", "Ag", "AQAAAA"})
    void otherTextIsNoSessionToken(String text) {
        refused(ErrorCode.INVALID_CONSISTENCY, () -> SessionToken.decode(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "../x", "/", "a/b", ".hidden", "-a", "a b", "ü", "a\nb", "a\u0000"})
    void badCollectionNamesAreRefused(String name) {
        refused(ErrorCode.INVALID_COLLECTION_NAME, () -> CollectionNames.check(name));
    }

    @Test
    void collectionNamesHaveALengthLimit() {
        assertThat(CollectionNames.check("x".repeat(128))).hasSize(128);
        refused(ErrorCode.INVALID_COLLECTION_NAME, () -> CollectionNames.check("x".repeat(129)));
        refused(ErrorCode.INVALID_COLLECTION_NAME, () -> CollectionNames.check("x".repeat(300)));
    }

    @Test
    void scoresAreOrderedBestFirstThenById() {
        ByteString low = ByteString.copyFrom(new byte[] {1});
        ByteString high = ByteString.copyFrom(new byte[] {(byte) 0x80});
        assertThat(Scores.compare(Metric.METRIC_L2, 1, high, 2, low)).isNegative();
        assertThat(Scores.compare(Metric.METRIC_DOT, 1, low, 2, high)).isPositive();
        assertThat(Scores.compare(Metric.METRIC_COSINE, 1, low, 1, high)).isNegative();
    }

    @Test
    void anEpochIsNewerWhenNoPartIsBehind() {
        assertThat(Epochs.isNewer(epoch(2, 1), epoch(1, 1))).isTrue();
        assertThat(Epochs.isNewer(epoch(1, 1), epoch(1, 1))).isFalse();
        assertThat(Epochs.isNewer(epoch(2, 1), epoch(1, 2))).isFalse();
    }

    private static Epoch epoch(long membership, long range) {
        return Epoch.newBuilder()
                .setMembershipVersion(membership)
                .setRangeVersion(range)
                .build();
    }

    @Test
    void limitsNameFieldValueAndBounds() {
        assertThatExceptionOfType(VectronException.class)
                .isThrownBy(() -> Limits.checkRange(ErrorCode.INVALID_K, "k", 0, 1, Limits.K_MAX))
                .withMessage("k must be between 1 and 10000, found 0")
                .satisfies(e -> assertThat(e.values())
                        .containsEntry("field", "k")
                        .containsEntry("found", "0")
                        .containsEntry("max", "10000"));
        for (double recall : new double[] {0, -1, 1.01, Double.NaN}) {
            refused(ErrorCode.INVALID_RECALL, () -> Limits.checkRecall(recall));
        }
        assertThat(Limits.timeoutMillis(0)).isEqualTo(Limits.TIMEOUT_MILLIS_DEFAULT);
        refused(ErrorCode.INVALID_TIMEOUT, () -> Limits.timeoutMillis(60_001));
        refused(ErrorCode.INVALID_TIMEOUT, () -> Limits.timeoutMillis(-1));
    }
}
