package io.vectron.drift.log;

import io.vectron.drift.storage.DiskFullException;
import io.vectron.drift.storage.DurableFiles;
import io.vectron.drift.storage.FileNames;
import io.vectron.drift.storage.Storage;
import io.vectron.drift.storage.StorageWriter;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The files of a log: makes new ones, keeps those whose batches may still be wanted, recycles the others.
 *
 * <p>Concurrency: the lists are guarded by this object; files are touched outside of it. One thread makes files, any may
 * release.
 *
 * <p>A file gets its name when its header, and what is copied into it, is synced; nothing is appended before the name is
 * synced too. So a file with a name has a whole header, or is damaged. The names of released files may come back after a
 * power cut, with any content: no replay reads them, because it ends its way back at what is durable elsewhere.
 */
final class LogDirectory {
    /** As many as an engine releases at a time; more would only hold disk space. */
    private static final int SPARES_MAX = 2;

    private final Storage storage;
    private final int dimension;
    private final LongSupplier salts;
    private final List<Retained> retained = new ArrayList<>();
    private final Deque<Spare> spares = new ArrayDeque<>();

    LogDirectory(Storage storage, int dimension, LongSupplier salts) {
        this.storage = storage;
        this.dimension = dimension;
        this.salts = salts;
    }

    /**
     * A file that is complete.
     *
     * @param lastSequence no batch in it that counts comes after it
     * @param bytes its length; 0 when that is not known, and then it is not written anew
     */
    record Retained(long number, long lastSequence, long bytes) {}

    private record Spare(String name, long bytes) {}

    /** What the header of a new file says; see {@link WalHeader}. */
    record Start(long number, long baseSequence, long previousEnd, long bornEnd) {
        /** A file without frames. */
        static Start empty(long number, long baseSequence, long previousEnd) {
            return new Start(number, baseSequence, previousEnd, WalFormat.HEADER_BYTES);
        }
    }

    /** Writes what a new file is born with. */
    @FunctionalInterface
    interface Content {
        Content NONE = file -> {};

        void writeTo(LogFile file) throws IOException;
    }

    Storage storage() {
        return storage;
    }

    int dimension() {
        return dimension;
    }

    /** Numbers of the log's files, ascending. */
    List<Long> numbers() throws IOException {
        return storage.list().stream()
                .map(FileNames::walNumber)
                .flatMap(Optional::stream)
                .sorted()
                .toList();
    }

    /** Deletes what an earlier process did not finish, or kept to write it anew. */
    void deleteLeftOvers() throws IOException {
        for (String name : storage.list()) {
            if (FileNames.isWalLeftOver(name)) {
                storage.delete(name);
            }
        }
    }

    /** Makes a file with its content, durable in every respect. */
    LogFile create(Start start, Content content) throws IOException {
        Spare spare = pollSpare();
        String target = FileNames.wal(start.number());
        String from = spare == null ? target + FileNames.TEMP_SUFFIX : spare.name();
        StorageWriter out = spare == null ? storage.create(from) : overwrite(spare);
        try {
            LogFile file = new LogFile(out, header(start, spare == null ? 0 : spare.bytes()));
            content.writeTo(file);
            if (file.end() != start.bornEnd()) {
                throw new IllegalStateException(
                        target + " is born with " + file.end() + " bytes, expected " + start.bornEnd());
            }
            file.sync();
            file.setSyncedOffset(file.end());
            storage.rename(from, target);
            storage.sync();
            return file;
        } catch (IOException | RuntimeException failure) {
            out.close();
            if (failure instanceof DiskFullException full) {
                DurableFiles.discard(storage, from, full);
            }
            throw failure;
        }
    }

    private StorageWriter overwrite(Spare spare) throws IOException {
        try {
            return storage.overwrite(spare.name());
        } catch (DiskFullException full) {
            addSpares(List.of(spare));
            throw full;
        }
    }

    private WalHeader header(Start start, long staleBytes) {
        return new WalHeader(
                dimension,
                start.number(),
                salts.getAsLong(),
                start.baseSequence(),
                start.previousEnd(),
                start.bornEnd(),
                staleBytes);
    }

    private synchronized @Nullable Spare pollSpare() {
        return spares.poll();
    }

    synchronized void retain(Retained file) {
        retained.add(file);
    }

    /**
     * Recycles or deletes the files whose batches all lie at or below a sequence, oldest first. What there is no room for is
     * left to the next release.
     */
    void release(long durableSequence) throws IOException {
        List<Retained> released = takeReleased(durableSequence);
        if (released.isEmpty()) {
            return;
        }
        List<Spare> kept = new ArrayList<>();
        int room = SPARES_MAX - spareCount();
        int done = 0;
        try {
            for (; done < released.size(); done++) {
                Retained file = released.get(done);
                String name = FileNames.wal(file.number());
                if (kept.size() < room && file.bytes() > 0) {
                    Spare spare = new Spare(FileNames.walSpare(file.number()), file.bytes());
                    storage.rename(name, spare.name());
                    kept.add(spare);
                } else {
                    storage.delete(name);
                }
            }
        } catch (DiskFullException full) {
            giveBack(released.subList(done, released.size()));
        }
        addSpares(kept);
    }

    private synchronized void giveBack(List<Retained> files) {
        retained.addAll(0, files);
    }

    private synchronized List<Retained> takeReleased(long durableSequence) {
        int count = 0;
        while (count < retained.size() && retained.get(count).lastSequence() <= durableSequence) {
            count++;
        }
        List<Retained> head = retained.subList(0, count);
        List<Retained> released = List.copyOf(head);
        head.clear();
        return released;
    }

    private synchronized int spareCount() {
        return spares.size();
    }

    private synchronized void addSpares(List<Spare> kept) {
        spares.addAll(kept);
    }

    /** Deletes spare files: they are of no use to another process. */
    void deleteSpares() throws IOException {
        for (Spare spare = pollSpare(); spare != null; spare = pollSpare()) {
            storage.delete(spare.name());
        }
    }
}
