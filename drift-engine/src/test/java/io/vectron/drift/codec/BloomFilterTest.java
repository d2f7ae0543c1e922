package io.vectron.drift.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vectron.drift.Data;
import io.vectron.drift.Seeds;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BloomFilterTest {
    private static final int STRANGERS = 500_000;

    private static BloomFilter filterOf(int keys, double falsePositives) {
        BloomFilterBuilder builder = new BloomFilterBuilder(keys, falsePositives);
        for (int i = 0; i < keys; i++) {
            builder.add(IdHash.of(Data.id(i)));
        }
        MemorySegment memory = Arena.ofAuto().allocate(builder.bytes(), 64);
        memory.fill((byte) -1);
        assertThat(builder.writeAt(memory, 0)).isEqualTo(memory.byteSize());
        return BloomFilter.open(memory, 0, memory.byteSize());
    }

    @ParameterizedTest
    @CsvSource({"1, .01", "10, .01", "100, .01", "1000, .01", "50000, .01", "1000000, .01", "1000, .1", "100000, .001"})
    void membersAreFoundAndStrangersAtMostAtTheWantedRate(int keys, double wanted) {
        BloomFilter filter = filterOf(keys, wanted);
        assertThat(filter.keys()).isEqualTo(keys);
        for (int i = 0; i < keys; i++) {
            if (!filter.mightContain(IdHash.of(Data.id(i)))) {
                throw new AssertionError("member " + i + " is denied");
            }
        }
        int yes = 0;
        for (int i = 0; i < STRANGERS; i++) {
            yes += filter.mightContain(IdHash.of(Data.id(keys + i))) ? 1 : 0;
        }
        double rate = yes / (double) STRANGERS;
        System.out.printf(
                "bloom filter of %d keys: %.2f bits per key, wanted %s, found %.5f%n",
                keys, filter.bytes() * 8.0 / keys, wanted, rate);
        // The ids are fixed, so this is no lottery: sizes that round up to whole lines only do better.
        assertThat(rate).isLessThan(wanted * 1.15);
        if (keys >= 1000) {
            assertThat(rate).isGreaterThan(wanted * 0.5);
        }
    }

    @Test
    void sizeIsThatOfTheExpectedRate() {
        assertThat(filterOf(100_000, 0.01).bytes() * 8 / 100_000.0).isBetween(10.0, 11.0);
        assertThat(filterOf(1, 0.01).bytes()).isEqualTo(128);
        // Without chance: a line that always holds 40 keys, plus the spread around it.
        assertThat(BloomFilterSize.expected(40)).isCloseTo(Math.pow(1 - Math.pow(63 / 64.0, 40), 8), within(0.003));
        assertThat(BloomFilterSize.expected(0)).isZero();
        assertThat(BloomFilterSize.expected(1e7)).isEqualTo(1);
    }

    @Test
    void anEmptyFilterDeniesEverything() {
        BloomFilter filter = filterOf(0, 0.01);
        Random random = new Random(Seeds.next("BloomFilterTest"));
        assertThat(random.longs(10_000).filter(filter::mightContain).count()).isZero();
    }

    @Test
    void hashesAreXxh3() {
        // XXH3's published value for the empty input, and one that pins it for files.
        assertThat(IdHash.of(new byte[0])).isEqualTo(0x2d06800538d394c2L);
        assertThat(IdHash.of(Data.bytes("row-7"))).isEqualTo(-1504383260503650025L);
    }

    @Test
    void aKeySetsTheDocumentedBits() {
        BloomFilterBuilder builder = new BloomFilterBuilder(1000);
        long hash = 0x8000_0000_0000_0001L;
        builder.add(hash);
        MemorySegment memory = Arena.ofAuto().allocate(builder.bytes(), 64);
        builder.writeAt(memory, 0);
        int lines = memory.get(LittleEndian.I32, 8);
        long line = 64 + 64L * (lines / 2);
        assertThat(memory.get(LittleEndian.I64, line)).isEqualTo(1L << (0x47b6137b >>> 26));
        assertThat(memory.get(LittleEndian.I64, line + 56)).isEqualTo(1L << (0x5c6bfb31 >>> 26));
    }

    @Test
    void sizesAndRatesOutOfRangeAreRefused() {
        assertThatThrownBy(() -> new BloomFilterBuilder(-1)).hasMessageContaining("-1 keys");
        assertThatThrownBy(() -> new BloomFilterBuilder(BloomFilter.KEYS_MAX + 1))
                .hasMessageContaining("268435457");
        assertThatThrownBy(() -> new BloomFilterBuilder(1, 0)).hasMessageContaining("rate of false positives is 0.0");
        assertThatThrownBy(() -> new BloomFilterBuilder(1, Double.NaN)).hasMessageContaining("NaN");
    }

    @Test
    void damagedFiltersAreReadWithinTheirRangeOrRefused() {
        Random random = new Random(Seeds.next("BloomFilterTest"));
        BloomFilterBuilder builder = new BloomFilterBuilder(20);
        random.longs(20).forEach(builder::add);
        byte[] bytes = new byte[(int) builder.bytes()];
        builder.writeAt(MemorySegment.ofArray(bytes), 0);
        Fuzz fuzz = new Fuzz(random, memory -> {
            BloomFilter filter = BloomFilter.open(memory, 0, memory.byteSize());
            assertThat(filter.mightContain(random.nextLong())).isIn(true, false);
        });
        fuzz.damage(bytes, BloomFilterFormat.HEADER_BYTES, 1000);
        assertThat(fuzz.refused()).isGreaterThan(500);
    }
}
