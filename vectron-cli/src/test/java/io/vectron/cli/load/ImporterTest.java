package io.vectron.cli.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.vectron.cli.client.FakeRouter;
import io.vectron.cli.client.Retry;
import io.vectron.cli.client.VectronClient;
import io.vectron.cli.input.VectorFiles;
import io.vectron.cli.input.VectorSource;
import io.vectron.cli.terminal.Progress;
import io.vectron.errors.ErrorCode;
import io.vectron.errors.VectronException;
import io.vectron.proto.v1.Collection;
import io.vectron.proto.v1.PointId;
import io.vectron.proto.v1.UpsertRequest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("unit")
class ImporterTest {
    private static final int ROWS = 105;
    private static final String HEAD = "vectron-import 2\nfile rows.f16\nbytes 420\ncrc32c 00000abc\n";

    @TempDir
    private Path folder = Path.of("");

    private static VectorSource source(int rows) {
        byte[] bytes = new byte[rows * 4];
        return VectorFiles.halves("rows.f16", new ByteArrayInputStream(bytes), bytes.length, 2);
    }

    private static ImportPlan plan(Optional<ImportPlan.Journal> journal) {
        return new ImportPlan("books", 10, 3, Long.MAX_VALUE, new Retry(Duration.ofSeconds(10)), journal);
    }

    private static ImportPlan journalled(Path journal) {
        return plan(Optional.of(new ImportPlan.Journal(journal, new SourceFile("rows.f16", ROWS * 4, 0xabc))));
    }

    private static Progress silent() {
        return new Progress(
                new PrintStream(new ByteArrayOutputStream(), false, StandardCharsets.UTF_8),
                false,
                System::nanoTime,
                "rows");
    }

    private static long run(FakeRouter router, ImportPlan plan) throws IOException {
        try (VectronClient client = router.client();
                VectorSource source = source(ROWS)) {
            Collection target = client.getCollection("books");
            return new Importer(client, plan, silent()).run(source, "rows.f16", target);
        }
    }

    @Test
    void everyRowArrivesOnce() throws IOException {
        try (FakeRouter router = new FakeRouter(2)) {
            assertThat(run(router, plan(Optional.empty()))).isEqualTo(ROWS);
            assertThat(router.points).hasSize(ROWS);
            assertThat(router.upserts).hasValue(11);
        }
    }

    @Test
    void retryableErrorsAreRepeated() throws IOException {
        AtomicInteger failures = new AtomicInteger();
        try (FakeRouter router = new FakeRouter(2)) {
            router.beforeUpsert = request -> {
                if (failures.incrementAndGet() % 3 == 1) {
                    throw new VectronException(ErrorCode.SHARD_UNAVAILABLE, "electing");
                }
            };
            assertThat(run(router, plan(Optional.empty()))).isEqualTo(ROWS);
            assertThat(router.points).hasSize(ROWS);
        }
    }

    @Test
    void interruptedImportResumesAtTheFirstRowThatIsNotAcknowledged() throws IOException {
        Path journal = folder.resolve("books.import");
        try (FakeRouter router = new FakeRouter(2)) {
            router.beforeUpsert = request -> {
                if (contains(request, 50)) {
                    throw new VectronException(ErrorCode.INVALID_PAYLOAD, "bad row");
                }
            };
            assertThatExceptionOfType(ImportFailedException.class)
                    .isThrownBy(() -> run(router, journalled(journal)))
                    .withMessage(
                            "INVALID_PAYLOAD: bad row\nthe first 50 rows are imported; the same command goes on from"
                                    + " there by " + journal);
            assertThat(Files.readString(journal)).isEqualTo(HEAD + "collection books 1234\nrows 50\n");

            router.beforeUpsert = request -> assertThat(contains(request, 49)).isFalse();
            assertThat(run(router, journalled(journal))).isEqualTo(ROWS - 50);
            assertThat(router.points).hasSize(ROWS);
            assertThat(run(router, journalled(journal))).isZero();
        }
    }

    private static boolean contains(UpsertRequest request, int row) {
        PointId id = PointId.newBuilder().setNumber(row).build();
        return request.getPointsList().stream().anyMatch(point -> point.getId().equals(id));
    }

    @Test
    void journalOfACollectionThatWasMadeAgainIsRefused() throws IOException {
        Path journal = folder.resolve("books.import");
        Files.writeString(journal, HEAD + "collection books 999\nrows 50\n");
        try (FakeRouter router = new FakeRouter(2)) {
            assertThatExceptionOfType(ImportFailedException.class)
                    .isThrownBy(() -> run(router, journalled(journal)))
                    .withMessageContaining("expected 'collection books 1234', found 'collection books 999'");
            assertThat(router.upserts).hasValue(0);
        }
    }

    @Test
    void tornJournalIsRefused() throws IOException {
        Path journal = folder.resolve("books.import");
        Files.writeString(journal, HEAD + "collection books 1234\nrows x\n");
        try (FakeRouter router = new FakeRouter(2)) {
            assertThatExceptionOfType(ImportFailedException.class)
                    .isThrownBy(() -> run(router, journalled(journal)))
                    .withMessage(
                            journal + ", line 6: expected 'rows N', found 'rows x'. Delete the journal to start from"
                                    + " the first row.");
        }
    }

    @Test
    void limitCountsFromTheBeginningOfTheFile() throws IOException {
        try (FakeRouter router = new FakeRouter(2)) {
            ImportPlan plan = new ImportPlan("books", 10, 3, 25, new Retry(Duration.ZERO), Optional.empty());
            assertThat(run(router, plan)).isEqualTo(25);
            assertThat(router.points).hasSize(25);
        }
    }

    @Test
    void otherDimensionIsRefusedBeforeARowIsSent() throws IOException {
        try (FakeRouter router = new FakeRouter(3)) {
            assertThatExceptionOfType(ImportFailedException.class)
                    .isThrownBy(() -> run(router, plan(Optional.empty())))
                    .withMessage("the vectors of rows.f16 have dimension 2, collection 'books' has 3");
            assertThat(router.upserts).hasValue(0);
        }
    }

    @Test
    void planOutOfBoundsIsRefused() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> new ImportPlan("c", 1001, 1, 1, new Retry(Duration.ZERO), Optional.empty()))
                .withMessage("batch must be 1 to 1000, found 1001");
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> new ImportPlan("c", 1, 65, 1, new Retry(Duration.ZERO), Optional.empty()))
                .withMessage("parallel must be 1 to 64, found 65");
    }
}
