package io.vectron.drift.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.vectron.drift.Seeds;
import java.lang.management.ManagementFactory;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bytes from anywhere neither break, nor hang, nor fill the memory. */
@Tag("property")
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LogFuzzTest {
    private static final int FILES = 2_000;
    private static final byte[] NOTHING = {};

    private final SplittableRandom random = new SplittableRandom(Seeds.next("LogFuzzTest"));

    private byte[] bytes(int lengthMax) {
        byte[] bytes = new byte[random.nextInt(lengthMax)];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Small numbers, limits and their neighbours more often than others. */
    private long chosen() {
        return switch (random.nextInt(6)) {
            case 0 -> random.nextInt(-2, 200);
            case 1 -> WalFormat.HEADER_BYTES;
            case 2 -> WalFormat.BODY_BYTES_MAX + random.nextInt(-1, 2);
            case 3 -> Integer.MAX_VALUE - (long) random.nextInt(3);
            case 4 -> Long.MAX_VALUE - random.nextInt(3);
            default -> random.nextLong();
        };
    }

    @Test
    void randomFilesAreRefused() {
        for (int i = 0; i < FILES; i++) {
            assertThat(HostileLog.replay(bytes(4_000), bytes(200))).isZero();
        }
    }

    @Test
    void randomBytesBehindAWholeHeaderAreATornTail() {
        for (int i = 0; i < FILES; i++) {
            assertThat(HostileLog.replay(HostileLog.behindHeader(bytes(4_000)), NOTHING))
                    .isZero();
        }
    }

    @Test
    void framesWithRightChecksumsAndAnyFieldsAreReadOrRefused() {
        for (int i = 0; i < FILES; i++) {
            byte[] body = bytes(60);
            int frames = 1 + random.nextInt(4);
            byte[] file = HostileLog.sealedFrames(
                    frames,
                    () -> random.nextBoolean() ? body.length : (int) chosen(),
                    () -> random.nextBoolean() ? WalFormat.HEADER_BYTES : chosen(),
                    body);
            assertThat(HostileLog.replay(file, NOTHING)).isLessThanOrEqualTo(frames);
        }
    }

    @Test
    void opsWithinAWholeFrameMayBeAnything() {
        for (int i = 0; i < FILES; i++) {
            byte[] body = bytes(80);
            if (body.length > 3) {
                body[0] = (byte) random.nextInt(4);
                body[1] = (byte) random.nextInt(8);
                body[2] = 0;
            }
            long[] sequence = {0};
            int[] field = {0};
            byte[] file = HostileLog.sealedFrames(
                    2,
                    () -> field[0]++ % 2 == 0 ? body.length : random.nextInt(-1, 4),
                    () -> sequence[0]++ % 2 == 0 ? sequence[0] : WalFormat.HEADER_BYTES,
                    body);
            assertThat(HostileLog.replay(file, NOTHING)).isLessThanOrEqualTo(2);
        }
    }

    @Test
    void claimsOfLengthsAndCountsSizeNoAllocation() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        byte[] body = new byte[100];
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int ops : new int[] {1, 1 << 20, Integer.MAX_VALUE}) {
            for (int length : new int[] {100, WalFormat.BODY_BYTES_MAX, Integer.MAX_VALUE}) {
                int[] field = {0};
                byte[] file = HostileLog.sealedFrames(
                        1, () -> field[0]++ == 0 ? length : ops, () -> WalFormat.HEADER_BYTES, body);
                assertThat(HostileLog.replay(file, NOTHING)).isZero();
            }
        }
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(16L << 20);
    }

    @Test
    void largeTailOfZerosOrNoiseEndsSoon() {
        byte[] noise = new byte[4 << 20];
        assertThat(HostileLog.replay(HostileLog.behindHeader(noise), NOTHING)).isZero();
        random.nextBytes(noise);
        assertThat(HostileLog.replay(HostileLog.behindHeader(noise), NOTHING)).isZero();
    }
}
