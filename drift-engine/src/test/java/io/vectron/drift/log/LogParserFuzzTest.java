package io.vectron.drift.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;

/**
 * The parser of the log under Jazzer. A build runs the kept inputs, in
 * {@code src/test/resources/io/vectron/drift/log/LogParserFuzzTestInputs}; {@code ./vectron test-long fuzz} looks for new ones.
 */
class LogParserFuzzTest {
    private static final byte[] NOTHING = {};
    private static final int FRAMES_MAX = 4;

    /** Little gets past the checksums: this is about files as a whole. */
    @FuzzTest(maxDuration = "60s")
    void anyFileIsReadOrRefused(byte[] file) {
        assertThat(HostileLog.replay(file, NOTHING)).isNotNegative();
    }

    /** With right checksums, so that the fields of frames and the ops in their bodies are reached. */
    @FuzzTest(maxDuration = "60s")
    void anyFramesAreReadOrRefused(FuzzedDataProvider data) {
        int frames = data.consumeInt(1, FRAMES_MAX);
        int[] ints = data.consumeInts(2 * frames);
        long[] longs = data.consumeLongs(2 * frames);
        byte[] body = data.consumeRemainingAsBytes();
        int[] next = {0, 0};
        byte[] file = HostileLog.sealedFrames(
                frames,
                () -> {
                    int i = next[0]++;
                    // Even ones are lengths: -1 asks for the right one, which is hard to guess.
                    return i < ints.length && (i % 2 == 1 || ints[i] != -1) ? ints[i] : body.length;
                },
                () -> {
                    int i = next[1]++;
                    return i < longs.length && (i % 2 == 0 || longs[i] != -1) ? longs[i] : WalFormat.HEADER_BYTES;
                },
                body);
        assertThat(HostileLog.replay(file, NOTHING)).isBetween(0L, (long) frames);
    }
}
