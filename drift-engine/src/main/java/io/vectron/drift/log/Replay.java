package io.vectron.drift.log;

import io.vectron.drift.CorruptDataException;
import io.vectron.drift.WriteBatch;
import io.vectron.drift.storage.FileNames;
import io.vectron.drift.storage.Storage;
import io.vectron.drift.storage.StorageReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One replay: reads the files from the first that may hold a batch that is wanted, gives its batches to the consumer, and
 * makes the file that the log goes on with.
 *
 * <p>Every file but the last must hold whole frames up to the end that the next file's header names: everything before was
 * synced then. The last file ends where no frame is whole; {@link TailScan} tells whether that is a torn tail or damage.
 *
 * <p>Nothing is appended to the last file any more. The new file's header says up to where it counts: where a frame of its
 * own proves that it was synced. The whole frames behind are copied into the new file, for the disk may not have them: after
 * a failed sync the system shows what it could not write, and calls a second sync a success. Used once, by one thread.
 */
final class Replay {
    private final LogDirectory directory;
    private final Storage storage;
    private final BatchCodec codec;
    private final long afterSequence;
    private final BatchConsumer consumer;
    private long lastSequence;
    private long replayed;
    private long skipped;
    private long bytesRead;
    private long syncedOffset;

    Replay(LogDirectory directory, long afterSequence, BatchConsumer consumer) {
        this.directory = directory;
        this.storage = directory.storage();
        this.codec = new BatchCodec(directory.dimension());
        this.afterSequence = afterSequence;
        this.consumer = consumer;
    }

    /**
     * What came of it.
     *
     * @param file goes on
     * @param lastSequence of the last batch that was replayed, or what was replayed after
     */
    record Result(ReplayReport report, LogFile file, long lastSequence) {}

    /** The files that count: their headers in order, and before them numbers that are not needed. */
    private record Chain(List<Long> before, List<WalHeader> headers) {}

    Result run() throws IOException {
        long started = System.nanoTime();
        // The next file must not be durable before the name of the last one is, which a killed process may have just
        // given it.
        storage.sync();
        directory.deleteLeftOvers();
        List<Long> numbers = directory.numbers();
        if (numbers.isEmpty()) {
            LogFile first = directory.create(LogDirectory.Start.empty(1, afterSequence, 0), LogDirectory.Content.NONE);
            return new Result(ReplayReport.NOTHING, first, afterSequence);
        }
        try (ReadWindow window = new ReadWindow()) {
            Chain chain = chain(numbers);
            List<WalHeader> headers = chain.headers();
            retainUnneeded(chain);
            for (int i = 0; i + 1 < headers.size(); i++) {
                readComplete(headers.get(i), headers.get(i + 1), window);
            }
            try (FrameReader last = FrameReader.open(storage, headers.getLast(), window)) {
                syncedOffset = last.header().bornEnd();
                long end = readFrames(last, last.length());
                TornTail tail = end == last.length() ? null : tail(last, end);
                LogFile file = goOn(last, end);
                long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started);
                ReplayReport report = new ReplayReport(headers.size(), replayed, skipped, bytesRead, tail, millis);
                return new Result(report, file, Math.max(lastSequence, afterSequence));
            }
        }
    }

    /** Goes back from the last file to the one that batches after the wanted sequence begin in. */
    private Chain chain(List<Long> numbers) throws IOException {
        List<WalHeader> headers = new ArrayList<>();
        int at = numbers.size() - 1;
        headers.add(header(numbers.get(at)));
        while (headers.getFirst().baseSequence() > afterSequence) {
            WalHeader next = headers.getFirst();
            at--;
            if (at < 0 || numbers.get(at) != next.number() - 1) {
                throw new CorruptDataException(
                        file(next.number() - 1),
                        "is missing: batches after sequence " + afterSequence + " are wanted, "
                                + FileNames.wal(next.number()) + " begins after " + next.baseSequence());
            }
            headers.addFirst(header(numbers.get(at)));
        }
        lastSequence = headers.getFirst().baseSequence();
        return new Chain(numbers.subList(0, at), headers);
    }

    private WalHeader header(long number) throws IOException {
        Path path = file(number);
        try (StorageReader reader = storage.open(FileNames.wal(number))) {
            if (reader.length() < WalFormat.HEADER_BYTES) {
                throw CorruptDataException.at(
                        path, 0, "file length", "at least " + WalFormat.HEADER_BYTES, reader.length());
            }
            ByteBuffer in = ByteBuffer.allocate(WalFormat.HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
            reader.read(0, in);
            WalHeader header = WalFormat.decode(path, in, reader.length(), directory.dimension());
            if (header.number() != number) {
                throw CorruptDataException.at(path, 0, "file number in the header", number, header.number());
            }
            return header;
        }
    }

    private void retainUnneeded(Chain chain) {
        long base = chain.headers().getFirst().baseSequence();
        chain.before().forEach(number -> directory.retain(new LogDirectory.Retained(number, base, 0)));
    }

    private void readComplete(WalHeader header, WalHeader next, ReadWindow window) throws IOException {
        try (FrameReader frames = FrameReader.open(storage, header, window)) {
            if (next.previousEnd() < WalFormat.HEADER_BYTES || next.previousEnd() > frames.length()) {
                throw CorruptDataException.at(
                        frames.path(),
                        frames.length(),
                        "file length",
                        "at least " + next.previousEnd() + " as " + FileNames.wal(next.number()) + " says",
                        frames.length());
            }
            syncedOffset = header.bornEnd();
            long end = readFrames(frames, next.previousEnd());
            if (end < next.previousEnd()) {
                throw damage(frames, end, next.previousEnd(), FileNames.wal(next.number()));
            }
            if (lastSequence > next.baseSequence()) {
                throw CorruptDataException.at(
                        frames.path(),
                        end,
                        "last sequence",
                        "at most " + next.baseSequence() + " as " + FileNames.wal(next.number()) + " says",
                        lastSequence);
            }
            lastSequence = next.baseSequence();
            directory.retain(new LogDirectory.Retained(header.number(), next.baseSequence(), frames.length()));
        }
    }

    private static CorruptDataException damage(FrameReader frames, long offset, long synced, String witness) {
        return CorruptDataException.at(
                frames.path(),
                offset,
                "frame",
                "a whole one, for the file was synced up to " + synced + " as " + witness + " says",
                "none");
    }

    /** Reads frames from the header on, as long as they are whole; returns where that ends. */
    private long readFrames(FrameReader frames, long limit) throws IOException {
        long at = WalFormat.HEADER_BYTES;
        while (at < limit) {
            FrameReader.Frame frame = frames.at(at, limit);
            if (frame == null) {
                break;
            }
            take(frames.path(), frame);
            at = frame.end();
        }
        bytesRead += at;
        return at;
    }

    private void take(Path path, FrameReader.Frame frame) {
        FrameHeader header = frame.header();
        long sequence = header.sequence();
        syncedOffset = Math.max(syncedOffset, header.syncedOffset());
        if (header.isMark() ? sequence != lastSequence : sequence <= lastSequence) {
            String expected = (header.isMark() ? "" : "more than ") + lastSequence;
            throw CorruptDataException.at(path, frame.offset(), "sequence", expected, sequence);
        }
        lastSequence = sequence;
        if (header.isMark()) {
            return;
        }
        if (sequence <= afterSequence) {
            skipped++;
            return;
        }
        replayed++;
        consumer.accept(sequence, decode(path, frame));
    }

    private WriteBatch decode(Path path, FrameReader.Frame frame) {
        try {
            return codec.decode(frame.body(), frame.header().ops());
        } catch (IllegalArgumentException malformed) {
            throw new CorruptDataException(
                    path,
                    "frame at offset " + frame.offset() + ": expected the ops of a batch, found "
                            + malformed.getMessage(),
                    malformed);
        }
    }

    private @Nullable TornTail tail(FrameReader last, long end) throws IOException {
        if (end < syncedOffset) {
            throw damage(last, end, syncedOffset, "its header");
        }
        TailScan scan = TailScan.of(last, end, lastSequence);
        if (end < scan.provenEnd()) {
            throw damage(last, end, scan.provenEnd(), "a later frame");
        }
        // A file that is written anew has old bytes behind its end, which nobody has torn.
        boolean isLonger = last.length() > last.header().staleBytes();
        long dropped = (isLonger ? last.length() : scan.framesEnd()) - end;
        return dropped > 0 ? new TornTail(last.path(), end, dropped) : null;
    }

    private LogFile goOn(FrameReader last, long end) throws IOException {
        long number = last.header().number();
        long born = WalFormat.HEADER_BYTES;
        long base = Math.max(lastSequence, afterSequence);
        for (long at = syncedOffset; at < end; ) {
            FrameReader.Frame frame = again(last, at, end);
            if (isWanted(frame)) {
                base = Math.min(base, frame.header().sequence() - 1);
                born += frame.end() - at;
            }
            at = frame.end();
        }
        directory.retain(new LogDirectory.Retained(number, base, last.length()));
        return directory.create(
                new LogDirectory.Start(number + 1, base, syncedOffset, born), file -> copy(last, end, file));
    }

    private void copy(FrameReader last, long end, LogFile file) throws IOException {
        for (long at = syncedOffset; at < end; ) {
            FrameReader.Frame frame = again(last, at, end);
            if (isWanted(frame)) {
                file.copy(frame);
            }
            at = frame.end();
        }
    }

    private boolean isWanted(FrameReader.Frame frame) {
        return !frame.header().isMark() && frame.header().sequence() > afterSequence;
    }

    private static FrameReader.Frame again(FrameReader last, long at, long end) throws IOException {
        FrameReader.Frame frame = last.at(at, end);
        if (frame == null) {
            throw CorruptDataException.at(last.path(), at, "frame", "the one that was read before", "none");
        }
        return frame;
    }

    private Path file(long number) {
        return storage.path().resolve(FileNames.wal(number));
    }
}
