package io.vectron.cli.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How far an import came: a text file of six lines, replaced as a whole.
 *
 * <pre>
 * vectron-import 2
 * file NAME                  the vectors' file name, without its folder
 * bytes N                    its size
 * crc32c HEX                 checksum of both its ends (SourceFile)
 * collection NAME MILLIS     the collection and when it was created
 * rows N                     all rows below N are acknowledged
 * </pre>
 *
 * <p>A journal of another file, of a file that changed, of another collection or of a collection that was deleted and made
 * again is refused: its rows would be missing without a word. So is one of version 1, which knew the file's name only.
 * Used by one thread at a time.
 */
final class ImportJournal {
    private static final String MAGIC = "vectron-import 2";
    private static final String ROWS = "rows ";

    private final Path path;
    private final List<Line> identity;

    /** @param subject what is imported into what */
    ImportJournal(Path path, Subject subject) {
        this.path = path.toAbsolutePath();
        SourceFile file = subject.file();
        String changed = file.name() + " is not the file that the journal was begun with";
        this.identity = List.of(
                new Line(MAGIC, "this is no journal of this version"),
                new Line("file " + file.name(), "the journal is of another file"),
                new Line("bytes " + file.bytes(), changed),
                new Line("crc32c " + HexFormat.of().toHexDigits(file.checksum()), changed),
                new Line(
                        "collection " + subject.collection() + " " + subject.createdAtMillis(),
                        "the journal is of another collection"));
    }

    /**
     * A line that must be as it is.
     *
     * @param complaint what it means when it is not
     */
    private record Line(String expected, String complaint) {}

    /**
     * What a journal is about.
     *
     * @param file where the rows come from
     * @param createdAtMillis of the collection
     */
    record Subject(SourceFile file, String collection, long createdAtMillis) {}

    /**
     * @return rows acknowledged so far; 0 when there is no journal
     * @throws ImportFailedException when it belongs to something else, or is no journal
     */
    long read() throws IOException {
        List<String> lines;
        try {
            lines = Files.readAllLines(path);
        } catch (NoSuchFileException e) {
            return 0;
        }
        for (int i = 0; i < identity.size(); i++) {
            Line line = identity.get(i);
            String found = i < lines.size() ? lines.get(i) : "nothing";
            if (!found.equals(line.expected())) {
                throw new ImportFailedException(
                        path + ", line " + (i + 1) + ": " + line.complaint() + ": expected '" + line.expected()
                                + "', found '" + found + "'. Delete the journal to start from the first row.");
            }
        }
        String last = lines.size() == identity.size() + 1 ? lines.getLast() : "";
        if (!last.matches("rows \\d{1,18}")) {
            throw new ImportFailedException(path + ", line " + (identity.size() + 1) + ": expected 'rows N', found '"
                    + last + "'. Delete the journal to start from the first row.");
        }
        return Long.parseLong(last.substring(ROWS.length()));
    }

    /** When it returns, the number is on disk and survives a power cut. */
    void write(long rows) throws IOException {
        Path next = path.resolveSibling(path.getFileName() + ".next");
        String text = identity.stream().map(line -> line.expected() + "\n").collect(Collectors.joining()) + ROWS + rows
                + "\n";
        try (FileChannel channel = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel folder = FileChannel.open(parent(), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    private Path parent() {
        Path parent = path.getParent();
        return parent == null ? path : parent;
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
