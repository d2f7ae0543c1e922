package io.vectron.benchmarks.kernel;

import io.vectron.benchmarks.ShortBenchmark;
import io.vectron.drift.kernel.Candidates;
import io.vectron.drift.rabitq.BlockFormat;
import io.vectron.drift.rabitq.BlockScan;
import io.vectron.drift.rabitq.Rotation;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The scan of one bit a dimension against the mere reading of the same memory, which is larger than any cache. Time of one row.
 */
public class ScanBenchmark extends ShortBenchmark {
    private static final int ROWS_OF_A_BUCKET = 512;
    private static final int BUCKETS_OF_A_WAVE = 8;
    private static final int WAVES = 16;
    private static final int ROWS = ROWS_OF_A_BUCKET * BUCKETS_OF_A_WAVE * WAVES;
    private static final long BYTES = 512L << 20;

    @Param({"128", "384", "768"})
    private int dimension;

    private final Candidates candidates = new Candidates();
    private Arena arena = Arena.ofShared();
    private MemorySegment memory = MemorySegment.NULL;
    private BlockScan scan = new BlockScan(Rotation.PADDING);
    private long bucketBytes;
    private long buckets;
    private long next;

    /** Fills the memory; which bits are set makes no difference to the time. */
    @Setup
    public void fill() {
        Random random = new Random(dimension);
        Rotation rotation = new Rotation(dimension);
        scan = new BlockScan(rotation.padded());
        float[] query = new float[dimension];
        for (int i = 0; i < dimension; i++) {
            query[i] = (float) random.nextGaussian();
        }
        scan.begin(rotation, query);
        scan.centre(1, 1, 1);
        bucketBytes = scan.bytes(ROWS_OF_A_BUCKET);
        buckets = BYTES / bucketBytes;
        memory = arena.allocate(buckets * bucketBytes, BlockFormat.ROWS);
        memory.fill((byte) 0x35);
    }

    /** Gives the memory back. */
    @TearDown
    public void free() {
        arena.close();
        arena = Arena.ofShared();
    }

    private long nextBucket() {
        next = next + 1 < buckets ? next + 1 : 0;
        return next * bucketBytes;
    }

    /** Reads only. */
    @Benchmark
    @OperationsPerInvocation(ROWS)
    public long read() {
        for (int i = 0; i < BUCKETS_OF_A_WAVE * WAVES; i++) {
            scan.pull(memory, nextBucket(), ROWS_OF_A_BUCKET);
        }
        return next;
    }

    /** Reads a wave of buckets ahead, and scans them, as a search does. No row becomes a candidate. */
    @Benchmark
    @OperationsPerInvocation(ROWS)
    public int scan() {
        for (int wave = 0; wave < WAVES; wave++) {
            long first = next;
            for (int i = 0; i < BUCKETS_OF_A_WAVE; i++) {
                scan.pull(memory, nextBucket(), ROWS_OF_A_BUCKET);
            }
            next = first;
            for (int i = 0; i < BUCKETS_OF_A_WAVE; i++) {
                scan.scan(memory, nextBucket(), ROWS_OF_A_BUCKET, 0, Float.NEGATIVE_INFINITY, candidates);
            }
        }
        return candidates.size();
    }
}
