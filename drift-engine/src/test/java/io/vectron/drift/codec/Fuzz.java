package io.vectron.drift.codec;

import static org.assertj.core.api.Assertions.fail;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Feeds damaged copies of a block to a reader: cut short, with flipped bits, with random bytes. Each lies in memory of
 * exactly its length, so that reading beyond fails; a reader may decode it or throw {@link MalformedBlockException}, and
 * nothing else.
 */
final class Fuzz {
    private final Random random;
    private final Consumer<MemorySegment> reader;
    private int refused;

    Fuzz(Random random, Consumer<MemorySegment> reader) {
        this.random = random;
        this.reader = reader;
    }

    void damage(byte[] block, int headerBytes, int rounds) {
        for (int length = 0; length < block.length; length += 1 + length / 16) {
            read(Arrays.copyOf(block, length));
        }
        for (int round = 0; round < rounds; round++) {
            byte[] copy = block.clone();
            // Every other flip hits the header, where it hurts most.
            int range = round % 2 == 0 ? Math.min(headerBytes, copy.length) : copy.length;
            for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                copy[random.nextInt(range)] ^= (byte) (1 << random.nextInt(8));
            }
            read(copy);
            byte[] noise = new byte[random.nextInt(2 * block.length)];
            random.nextBytes(noise);
            // Half of the noise has a plausible first byte.
            if (noise.length > 0 && round % 2 == 0) {
                noise[0] &= 3;
            }
            read(noise);
        }
    }

    private void read(byte[] bytes) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(bytes.length);
            memory.copyFrom(MemorySegment.ofArray(bytes));
            reader.accept(memory);
        } catch (MalformedBlockException expected) {
            refused++;
        } catch (RuntimeException wrong) {
            fail("not the documented exception, for the block " + Arrays.toString(bytes), wrong);
        }
    }

    /** Copies that were refused. */
    int refused() {
        return refused;
    }
}
