package io.vectron.drift;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random programs against the twin. */
@Tag("property")
class ProgramTest {
    private static final int PROGRAMS = 160;

    @TempDir
    Path directory;

    @Test
    void randomProgramsAgreeWithAMap() throws Exception {
        long seed = Seeds.next("ProgramTest");
        try (DriftResources resources = DriftResources.createDefault()) {
            for (int program = 0; program < PROGRAMS; program++) {
                try {
                    new Program(directory.resolve("p" + program), new Random(seed + program), resources).run();
                } catch (Throwable failure) {
                    throw new AssertionError("program " + program + " of seed " + seed, failure);
                }
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
            this.drift = Drift.open(home.resolve("live"), settings, resources);
        }

        void run() throws Exception {
            int steps = 30 + random.nextInt(60);
            try {
                for (int step = 0; step < steps; step++) {
                    step();
                }
                model.checkSame(drift);
            } finally {
                drift.close();
            }
        }

        private void step() throws Exception {
            switch (random.nextInt(14)) {
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
                default -> copy();
            }
            assertThat(drift.count()).isEqualTo(model.size());
            drift.checkInvariants();
        }

        private void write() {
            sequence += 1 + random.nextInt(3);
            List<Op> ops = new ArrayList<>();
            int n = random.nextInt(random.nextInt(3) == 0 ? 60 : 6);
            for (int i = 0; i < n; i++) {
                byte[] id = Data.id(random.nextInt(ids));
                byte[] payload = new byte[random.nextInt(3) == 0 ? 0 : random.nextInt(40)];
                random.nextBytes(payload);
                ops.add(random.nextInt(3) == 0 ? new Delete(id) : new Upsert(id, data.vector(), payload));
            }
            WriteBatch batch = new WriteBatch(ops);
            drift.apply(sequence, batch);
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
            drift.close();
            drift = Drift.open(home.resolve("live"), settings, resources);
            assertThat(drift.appliedSequence()).isEqualTo(drift.durableSequence());
            if (random.nextBoolean()) {
                model.at(drift.durableSequence()).checkSame(drift);
            }
            model.after(drift.durableSequence()).forEach(drift::apply);
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
