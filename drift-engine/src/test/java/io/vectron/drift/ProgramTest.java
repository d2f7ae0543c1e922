package io.vectron.drift;

import static org.assertj.core.api.Assertions.assertThat;

import io.vectron.drift.engine.Engine;
import io.vectron.drift.storage.FaultHook;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random programs of writes, look-ups, searches, flushes, compactions, reopenings and checkpoints against the twin: small
 * dimensions, odd ones too, every metric, with and without a log of the engine's own.
 */
@Tag("property")
class ProgramTest {
    private static final int PROGRAMS = Integer.getInteger("drift.programs", 40);

    @TempDir
    Path directory;

    @Test
    void randomProgramsAgreeWithAMap() throws Exception {
        long seed = Seeds.next("ProgramTest");
        long steps = 0;
        try (DriftResources resources = DriftResources.createDefault()) {
            for (int program = 0; program < PROGRAMS; program++) {
                try {
                    Path home = directory.resolve("p" + program);
                    steps += new Program(home, new Random(seed + program), resources).run();
                    deleteAll(home);
                } catch (Throwable failure) {
                    throw new AssertionError("program " + program + " of seed " + seed, failure);
                }
            }
        }
        System.out.printf("PROGRAMS %d programs, %d steps, 0 differences%n", PROGRAMS, steps);
    }

    private static void deleteAll(Path tree) throws IOException {
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** One program over one directory. */
    private static final class Program {
        private final Path home;
        private final Random random;
        private final DriftResources resources;
        private final DriftSettings settings;
        private final Data data;
        private final Model model;
        private final int ids;
        private final Engine.LogKeeper keeper;
        private Drift drift;
        private long sequence;
        private int copies;

        Program(Path home, Random random, DriftResources resources) {
            this.home = home;
            this.random = random;
            this.resources = resources;
            Metric metric = List.of(Metric.L2, Metric.COSINE, Metric.DOT).get(random.nextInt(3));
            int dimension = 1 + random.nextInt(random.nextInt(4) == 0 ? 80 : 12);
            this.settings = DriftSettings.of(dimension, metric)
                    .withMemtableBytesMax(4096L << random.nextInt(6))
                    .withBucketCapacity(16 << random.nextInt(4))
                    .withSegmentCountMax(1 + random.nextInt(5));
            this.data = new Data(random.nextLong(), dimension, 5, 0.5);
            this.model = new Model(settings);
            this.ids = 10 + random.nextInt(200);
            this.keeper = random.nextInt(3) == 0 ? Engine.LogKeeper.ENGINE : Engine.LogKeeper.CALLER;
            this.drift = open();
        }

        private Drift open() {
            return Drift.open(home.resolve("live"), settings, resources, FaultHook.NONE, keeper);
        }

        /** Returns the steps done. */
        int run() throws Exception {
            int steps = 30 + random.nextInt(60);
            try {
                for (int step = 0; step < steps; step++) {
                    step();
                }
                model.checkSame(drift);
                return steps;
            } finally {
                drift.close();
            }
        }

        private void step() throws Exception {
            switch (random.nextInt(15)) {
                case 0, 1, 2, 3, 4, 5, 6 -> write();
                case 7, 8 -> searchExactly();
                case 9 -> searchRoughly();
                case 10 -> {
                    byte[] id = Data.id(random.nextInt(ids));
                    model.checkGet(drift, id);
                }
                case 11 -> {
                    drift.flush();
                    assertThat(drift.durableSequence()).isEqualTo(drift.appliedSequence());
                }
                case 12 -> reopen();
                case 13 -> drift.compactNow();
                default -> copy();
            }
            assertThat(drift.count()).isEqualTo(model.size());
            drift.checkInvariants();
        }

        private void write() {
            List<Op> ops = new ArrayList<>();
            int n = random.nextInt(random.nextInt(3) == 0 ? 60 : 6);
            for (int i = 0; i < n; i++) {
                byte[] id = Data.id(random.nextInt(ids));
                byte[] payload = new byte[random.nextInt(3) == 0 ? 0 : random.nextInt(40)];
                random.nextBytes(payload);
                ops.add(random.nextInt(3) == 0 ? new Delete(id) : new Upsert(id, data.vector(), payload));
            }
            WriteBatch batch = new WriteBatch(ops);
            if (keeper == Engine.LogKeeper.ENGINE) {
                sequence = drift.write(batch);
            } else {
                sequence += 1 + random.nextInt(3);
                drift.apply(sequence, batch);
            }
            model.apply(sequence, batch);
        }

        private void searchExactly() {
            float[] query = data.vector();
            int k = 1 + random.nextInt(30);
            SearchRequest request =
                    new SearchRequest(query, k, 1, Long.MAX_VALUE, random.nextBoolean(), random.nextBoolean());
            SearchResult result = drift.search(request);
            assertThat(result.facts().stopReason()).isEqualTo(StopReason.EXHAUSTED);
            assertThat(result.facts().sequence()).isEqualTo(drift.appliedSequence());
            model.checkExact(result, query, k);
        }

        private void searchRoughly() {
            float[] query = data.vector();
            int k = 1 + random.nextInt(30);
            SearchResult result = drift.search(
                    new SearchRequest(query, k, 0.5 + random.nextDouble() / 2.1, Long.MAX_VALUE, true, true));
            model.checkHits(result, query);
            assertThat(result.hits()).hasSize(Math.min(k, model.size()));
        }

        private void reopen() {
            long before = drift.appliedSequence();
            drift.close();
            drift = open();
            assertThat(drift.appliedSequence())
                    .isEqualTo(keeper == Engine.LogKeeper.ENGINE ? before : drift.durableSequence());
            if (random.nextBoolean()) {
                model.at(drift.appliedSequence()).checkSame(drift);
            }
            model.after(drift.appliedSequence()).forEach(drift::apply);
        }

        private void copy() throws Exception {
            if (random.nextInt(3) != 0) {
                return;
            }
            Path target = home.resolve("copy" + copies++);
            Checkpoint checkpoint = drift.checkpoint(target);
            assertThat(checkpoint.sequence()).isEqualTo(drift.appliedSequence());
            try (Stream<Path> files = Files.walk(target)) {
                assertThat(files.filter(Files::isRegularFile).count())
                        .isEqualTo(checkpoint.files().size());
            }
            try (Drift copy = Drift.open(target, settings, resources)) {
                assertThat(copy.appliedSequence()).isEqualTo(checkpoint.sequence());
                model.checkSame(copy);
            }
        }
    }
}
