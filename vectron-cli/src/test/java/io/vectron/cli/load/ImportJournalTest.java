package io.vectron.cli.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.vectron.cli.input.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A journal goes on with its own file and collection only. */
@Tag("unit")
class ImportJournalTest {
    private static final int END_BYTES = 64 << 10;

    @TempDir
    private Path folder = Path.of("");

    private Path vectors = Path.of("");
    private Path path = Path.of("");

    @BeforeEach
    void begin() throws IOException {
        vectors = Files.write(folder.resolve("rows.f16"), new byte[5 * END_BYTES]);
        path = folder.resolve("books.import");
        journal("books", 1_234).write(50);
    }

    private ImportJournal journal(String collection, long createdAtMillis) throws IOException {
        return new ImportJournal(path, new ImportJournal.Subject(SourceFile.of(vectors), collection, createdAtMillis));
    }

    private void assertRefused(String message) {
        assertThatExceptionOfType(ImportFailedException.class)
                .isThrownBy(() -> journal("books", 1_234).read())
                .withMessageStartingWith(path + ", line ")
                .withMessageContaining(message)
                .withMessageEndingWith("Delete the journal to start from the first row.");
    }

    private void change(int offset) throws IOException {
        byte[] bytes = Files.readAllBytes(vectors);
        bytes[offset]++;
        Files.write(vectors, bytes);
    }

    @Test
    void sameFileGoesOnAlsoFromAnotherFolder() throws IOException {
        assertThat(journal("books", 1_234).read()).isEqualTo(50);
        Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
        vectors = Files.move(vectors, elsewhere.resolve("rows.f16"));
        assertThat(journal("books", 1_234).read()).isEqualTo(50);
    }

    @Test
    void fileOfAnotherSizeIsRefused() throws IOException {
        Files.write(vectors, new byte[5 * END_BYTES + 4]);
        assertRefused("rows.f16 is not the file that the journal was begun with: expected 'bytes 327684', found 'bytes"
                + " 327680'");
    }

    @Test
    void fileThatDiffersAtEitherEndIsRefused() throws IOException {
        for (int offset : new int[] {0, END_BYTES - 1, 4 * END_BYTES, 5 * END_BYTES - 1}) {
            byte[] before = Files.readAllBytes(vectors);
            change(offset);
            assertRefused("rows.f16 is not the file that the journal was begun with: expected 'crc32c ");
            Files.write(vectors, before);
        }
        assertThat(journal("books", 1_234).read()).isEqualTo(50);
    }

    @Test
    void smallAndEmptyFilesHaveAChecksumToo() throws IOException {
        Files.write(vectors, new byte[] {1, 2, 3, 4});
        SourceFile one = SourceFile.of(vectors);
        change(3);
        assertThat(SourceFile.of(vectors)).isNotEqualTo(one);
        Files.write(vectors, new byte[0]);
        assertThat(SourceFile.of(vectors)).isEqualTo(new SourceFile("rows.f16", 0, 0));
    }

    @Test
    void anotherFileOrCollectionIsRefused() throws IOException {
        assertThatExceptionOfType(ImportFailedException.class)
                .isThrownBy(() -> journal("books", 999).read())
                .withMessageContaining(
                        "line 5: the journal is of another collection: expected 'collection books 999', found"
                                + " 'collection books 1234'");
        vectors = Files.move(vectors, folder.resolve("other.f16"));
        assertRefused("line 2: the journal is of another file: expected 'file other.f16', found 'file rows.f16'");
    }

    @Test
    void journalOfVersionOneIsRefusedBecauseItDoesNotKnowItsFile() throws IOException {
        Files.writeString(path, "vectron-import 1\nfile rows.f16\ncollection books 1234\nrows 50\n");
        assertRefused("this is no journal of this version: expected 'vectron-import 2', found 'vectron-import 1'");
    }

    @Test
    void missingFileIsNamed() {
        assertThatExceptionOfType(InputException.class)
                .isThrownBy(() -> SourceFile.of(folder.resolve("absent.fvecs")))
                .withMessage(folder.resolve("absent.fvecs") + ": no such file");
    }

    @Test
    void nameWithALineBreakIsRefused() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> new SourceFile("a\nb", 0, 0))
                .withMessageContaining("line break");
    }
}
