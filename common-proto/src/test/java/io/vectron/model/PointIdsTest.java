package io.vectron.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.ByteString;
import io.vectron.errors.ErrorCode;
import io.vectron.errors.VectronException;
import io.vectron.proto.v1.PointId;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PointIdsTest {
    private static PointId text(String text) {
        return PointId.newBuilder().setText(text).build();
    }

    private static PointId number(long number) {
        return PointId.newBuilder().setNumber(number).build();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "7", "grün", "日本", "\u0000", "😀"})
    void textsComeBackFromTheirCanonicalBytes(String id) {
        byte[] canonical = PointIds.canonical(text(id));
        assertThat(PointIds.parse(ByteString.copyFrom(canonical))).isEqualTo(text(id));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, Long.MAX_VALUE, Long.MIN_VALUE, -1})
    void numbersComeBackFromTheirCanonicalBytes(long id) {
        byte[] canonical = PointIds.canonical(number(id));
        assertThat(PointIds.parse(ByteString.copyFrom(canonical))).isEqualTo(number(id));
    }

    @Test
    void numberAndTextOfTheSameDigitsAreDifferentIds() {
        assertThat(PointIds.canonical(number(7))).isNotEqualTo(PointIds.canonical(text("7")));
    }

    /** The key decides where a point lives: it must never change. */
    @Test
    void keysAreXxh3OfTheCanonicalBytes() {
        assertThat(HexFormat.of().formatHex(PointIds.canonical(number(258)))).isEqualTo("010000000000000102");
        assertThat(HexFormat.of().formatHex(PointIds.canonical(text("abc")))).isEqualTo("02616263");
        // XXH3-64 of the empty input, by the algorithm's specification
        assertThat(PointIds.key(new byte[0])).isEqualTo(0x2D06800538D394C2L);
    }

    @Test
    void longestIdIsTakenAndOneMoreByteRefused() {
        assertThat(PointIds.canonical(text("x".repeat(128)))).hasSize(129);
        refused(text("x".repeat(129)), "129");
        refused(text("é".repeat(65)), "130");
        refused(text("x".repeat(10_000)), "10000");
    }

    @Test
    void emptyMissingAndMalformedIdsAreRefused() {
        refused(text(""), "found 0");
        refused(PointId.getDefaultInstance(), "no id");
        refused(text("\ud800"), "surrogate");
    }

    private static void refused(PointId id, String says) {
        assertThatExceptionOfType(VectronException.class)
                .isThrownBy(() -> PointIds.canonical(id))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ID))
                .withMessageContaining(says);
    }

    @Test
    void otherBytesAreNoId() {
        assertThatIllegalArgumentException().isThrownBy(() -> PointIds.parse(ByteString.copyFrom(new byte[] {3, 1})));
        assertThatIllegalArgumentException().isThrownBy(() -> PointIds.parse(ByteString.EMPTY));
        assertThatIllegalArgumentException().isThrownBy(() -> PointIds.parse(ByteString.copyFrom(new byte[] {1, 1})));
    }
}
