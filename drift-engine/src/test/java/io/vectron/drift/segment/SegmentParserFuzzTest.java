package io.vectron.drift.segment;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.vectron.drift.Seeds;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The parser of segments under Jazzer, as {@code LogParserFuzzTest} is for the log: a build runs the kept inputs, {@code
 * ./vectron test-long fuzz} looks for new ones.
 */
@Tag("property")
class SegmentParserFuzzTest {
    private static final int PATCHES_MAX = 6;
    private static final int RANDOM_FILES = 3_000;

    /** Little gets past the checksums: this is about files as a whole. */
    @FuzzTest(maxDuration = "60s")
    void anyFileIsReadOrRefused(byte[] file) {
        boolean isRead = HostileSegment.read(file, 1);
        assertThat(isRead && file.length < SegmentFormat.FOOTER_BYTES).isFalse();
    }

    /** A whole file with other fields and other bytes in its blocks, and right checksums. */
    @FuzzTest(maxDuration = "60s")
    void anyFieldsAreReadOrRefused(FuzzedDataProvider data) {
        int number = data.consumeInt(1, 2);
        byte[] file = HostileSegment.whole(number);
        for (int patch = data.consumeInt(1, PATCHES_MAX); patch > 0; patch--) {
            patch(file, data.consumeInt(), data.consumeByte(), data.consumeLong());
        }
        HostileSegment.seal(file);
        var _ = HostileSegment.read(file, number);
    }

    /** Without Jazzer, in every build. */
    @Test
    void randomFieldsAreReadOrRefused() {
        SplittableRandom random = new SplittableRandom(Seeds.next("SegmentParserFuzzTest"));
        int read = 0;
        for (int i = 0; i < RANDOM_FILES; i++) {
            int number = random.nextInt(1, 3);
            byte[] file = HostileSegment.whole(number);
            for (int patch = random.nextInt(1, PATCHES_MAX); patch > 0; patch--) {
                patch(file, random.nextInt(), (byte) random.nextInt(), chosen(random));
            }
            HostileSegment.seal(file);
            read += HostileSegment.read(file, number) ? 1 : 0;
        }
        assertThat(read).as("files read").isBetween(RANDOM_FILES / 20, RANDOM_FILES * 19 / 20);
    }

    /** Small numbers, limits and their neighbours more often than others. */
    private static long chosen(SplittableRandom random) {
        return switch (random.nextInt(6)) {
            case 0 -> random.nextInt(-2, 200);
            case 1 -> random.nextInt(0, 20_000);
            case 2 -> Integer.MAX_VALUE - (long) random.nextInt(3);
            case 3 -> Long.MAX_VALUE - random.nextInt(3);
            case 4 -> Long.MIN_VALUE + random.nextInt(20_000);
            default -> random.nextLong();
        };
    }

    /** Overwrites a field of 1, 2, 4 or 8 bytes: in the footer, in the index or anywhere. */
    private static void patch(byte[] file, int place, byte how, long value) {
        ByteBuffer out = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        int footer = file.length - SegmentFormat.FOOTER_BYTES;
        int index = (int) HostileSegment.indexAt(file);
        int at = switch (how & 3) {
            case 0 -> footer + Integer.remainderUnsigned(place, SegmentFormat.FOOTER_BYTES - 8) / 4 * 4;
            case 1 -> index + Integer.remainderUnsigned(place, footer - index) / 4 * 4;
            default -> Integer.remainderUnsigned(place, file.length - 8);
        };
        switch (how >> 2 & 3) {
            case 0 -> out.put(at, (byte) value);
            case 1 -> out.putShort(at, (short) value);
            case 2 -> out.putInt(at, (int) value);
            default -> out.putLong(at, value);
        }
    }
}
