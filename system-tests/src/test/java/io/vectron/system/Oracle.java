package io.vectron.system;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;

/**
 * What was acknowledged, in a file that is synced before the next write is sent: one line {@code id version} for each
 * acknowledged upsert, the last line of an id counts.
 *
 * <p>Concurrency: one writer.
 */
final class Oracle implements AutoCloseable {
    private final Path file;
    private final FileChannel channel;

    Oracle(Path file) throws IOException {
        this.file = file;
        this.channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    }

    /** Records ids [from, to) as acknowledged with a version. */
    void acknowledged(long from, long to, int version) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (long id = from; id < to; id++) {
            lines.append(id).append(' ').append(version).append('\n');
        }
        ByteBuffer out = ByteBuffer.wrap(lines.toString().getBytes(StandardCharsets.US_ASCII));
        while (out.hasRemaining()) {
            channel.write(out);
        }
        channel.force(false);
    }

    /** Id to the last acknowledged version. */
    Map<Long, Integer> read() throws IOException {
        Map<Long, Integer> last = new TreeMap<>();
        for (String line : Files.readAllLines(file)) {
            String[] parts = line.split(" ", 2);
            last.put(Long.valueOf(parts[0]), Integer.valueOf(parts[1]));
        }
        return last;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
