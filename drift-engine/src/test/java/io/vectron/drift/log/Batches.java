package io.vectron.drift.log;

import io.vectron.drift.Delete;
import io.vectron.drift.Op;
import io.vectron.drift.Upsert;
import io.vectron.drift.WriteBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** Random batches, and what a replay of them must give. */
final class Batches {
    static final int DIMENSION = 3;

    private Batches() {}

    /** Up to 4 ops, seldom none, seldom with a payload of some KiB. */
    static WriteBatch random(RandomGenerator random) {
        List<Op> ops = new ArrayList<>();
        for (int n = random.nextInt(5); n > 0; n--) {
            ops.add(random.nextInt(4) == 0 ? new Delete(id(random)) : upsert(random));
        }
        return new WriteBatch(ops);
    }

    static Upsert upsert(RandomGenerator random) {
        float[] vector = new float[DIMENSION];
        for (int d = 0; d < DIMENSION; d++) {
            vector[d] = (float) random.nextGaussian();
        }
        byte[] payload = new byte[random.nextInt(20) == 0 ? random.nextInt(5_000) : random.nextInt(40)];
        random.nextBytes(payload);
        return new Upsert(id(random), vector, payload);
    }

    private static byte[] id(RandomGenerator random) {
        byte[] id = new byte[1 + random.nextInt(random.nextInt(10) == 0 ? 256 : 12)];
        random.nextBytes(id);
        return id;
    }

    /** Every bit of a batch, for comparison. */
    static String text(WriteBatch batch) {
        StringBuilder text = new StringBuilder();
        for (Op op : batch.ops()) {
            text.append(Arrays.toString(op.id()));
            if (op instanceof Upsert upsert) {
                text.append(Arrays.toString(upsert.vector())).append(Arrays.hashCode(upsert.payload()));
            }
            text.append('\n');
        }
        return text.toString();
    }

    /** What was replayed, or is expected: sequence to text. */
    static final class Seen implements BatchConsumer {
        final SortedMap<Long, String> batches = new TreeMap<>();

        @Override
        public void accept(long sequence, WriteBatch batch) {
            if (!batches.isEmpty() && sequence <= batches.lastKey()) {
                throw new AssertionError("sequence " + sequence + " after " + batches.lastKey());
            }
            batches.put(sequence, text(batch));
        }
    }
}
