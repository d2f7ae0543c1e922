package io.vectron.cli.load;

import io.vectron.cli.input.InputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * Which file an import reads, as far as can be told in no time: another file of the same name, or the same file with
 * rows added, differs in size or at one of its ends.
 *
 * @param name of the file, without its folder
 * @param bytes its size
 * @param checksum CRC32C of its first {@value #END_BYTES} bytes and its last {@value #END_BYTES}, which may overlap
 */
public record SourceFile(String name, long bytes, int checksum) {
    private static final int END_BYTES = 64 << 10;

    public SourceFile {
        if (name.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("a file name with a line break cannot be journalled");
        }
    }

    /** @throws InputException when there is no such file */
    public static SourceFile of(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            long size = channel.size();
            CRC32C checksum = new CRC32C();
            update(checksum, channel, 0);
            update(checksum, channel, Math.max(0, size - END_BYTES));
            return new SourceFile(String.valueOf(path.getFileName()), size, (int) checksum.getValue());
        } catch (NoSuchFileException e) {
            throw InputException.missing(path.toString());
        }
    }

    private static void update(CRC32C checksum, FileChannel channel, long from) throws IOException {
        ByteBuffer end = ByteBuffer.allocate(END_BYTES);
        int read = 0;
        while (end.hasRemaining() && read >= 0) {
            read = channel.read(end, from + end.position());
        }
        checksum.update(end.flip());
    }
}
