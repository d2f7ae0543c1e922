package io.vectron.drift.check;

import io.vectron.drift.DriftSettings;
import io.vectron.drift.FindingKind;
import io.vectron.drift.segment.Segment;
import io.vectron.drift.storage.FileNames;
import io.vectron.drift.storage.Manifest;
import io.vectron.drift.storage.StorageReader;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The segments that are looked at, open. Those that cannot be opened are findings, or missing. */
final class SegmentSet implements AutoCloseable {
    private static final int PIECE_BYTES = 1 << 20;

    private final ReadOnlyStorage storage;
    private final Findings findings = new Findings();
    private final List<Opened> opened = new ArrayList<>();
    private final List<String> missing = new ArrayList<>();

    /**
     * An open segment.
     *
     * @param file its name
     * @param retired row groups that do not count
     */
    record Opened(String file, Segment segment, BitSet retired) {
        boolean isRetired(int row) {
            return retired.get(segment.groupOf(row));
        }
    }

    private SegmentSet(ReadOnlyStorage storage) {
        this.storage = storage;
    }

    /** The segments of a manifest; all their files are held before the first is read, for an engine may remove them. */
    static SegmentSet ofManifest(ReadOnlyStorage storage, Manifest manifest) {
        SegmentSet set = new SegmentSet(storage);
        List<Manifest.Entry> there = manifest.segments().stream()
                .filter(entry -> set.hold(FileNames.segment(entry.number())))
                .toList();
        DriftSettings settings = DriftSettings.of(manifest.dimension(), manifest.metric());
        for (Manifest.Entry entry : there) {
            set.open(FileNames.segment(entry.number()), () -> Segment.open(storage, entry.number(), settings), entry);
        }
        return set;
    }

    /** Segments by themselves, each with the settings of its own header. */
    static SegmentSet alone(ReadOnlyStorage storage, List<Long> numbers) {
        SegmentSet set = new SegmentSet(storage);
        for (long number : numbers) {
            String name = FileNames.segment(number);
            if (set.hold(name)) {
                set.open(name, () -> Segment.openAlone(storage, number), null);
            }
        }
        return set;
    }

    private boolean hold(String name) {
        try {
            storage.hold(name);
            return true;
        } catch (NoSuchFileException gone) {
            missing.add(name);
        } catch (IOException unreadable) {
            findings.add(name, unreadable);
        }
        return false;
    }

    @FunctionalInterface
    private interface Opening {
        Segment open() throws IOException;
    }

    private void open(String name, Opening opening, Manifest.@Nullable Entry entry) {
        Segment segment;
        try {
            readThrough(name);
            segment = opening.open();
        } catch (IOException | RuntimeException | InternalError failure) {
            findings.add(name, failure);
            return;
        }
        BitSet retired = new BitSet();
        if (entry != null) {
            compare(segment, entry, retired);
        }
        opened.add(new Opened(name, segment, retired));
    }

    /** A bad sector is an exception here, and might be the end of the process where a mapped page is summed. */
    private void readThrough(String name) throws IOException {
        // Of an arena: a direct buffer would only go with the garbage collector.
        try (Arena arena = Arena.ofConfined();
                StorageReader reader = storage.open(name)) {
            ByteBuffer piece = arena.allocate(PIECE_BYTES).asByteBuffer();
            for (long at = 0; at < reader.length(); at += PIECE_BYTES) {
                piece.clear().limit((int) Math.min(PIECE_BYTES, reader.length() - at));
                try {
                    reader.read(at, piece);
                } catch (IOException unreadable) {
                    throw new IOException("the " + piece.limit() + " bytes from offset " + at + " on: " + unreadable);
                }
            }
        }
    }

    private void compare(Segment segment, Manifest.Entry entry, BitSet retired) {
        expect(segment.file(), "bytes", entry.fileBytes(), segment.fileBytes());
        expect(segment.file(), "rows", entry.rows(), segment.rows());
        expect(segment.file(), "tombstones", entry.tombstones(), segment.tombstoneCount());
        for (int group : entry.retired()) {
            if (group < 0 || group >= segment.groups()) {
                contradiction(
                        segment.file(),
                        "the manifest retires row group " + group + ", the file has " + segment.groups());
            } else {
                retired.set(group);
            }
        }
    }

    private void expect(Path file, String what, long expected, long found) {
        if (expected != found) {
            contradiction(file, what + ": the manifest says " + expected + ", the file has " + found);
        }
    }

    private void contradiction(Path file, String text) {
        findings.add(FindingKind.CONTRADICTION, String.valueOf(file.getFileName()), text);
    }

    List<Opened> opened() {
        return opened;
    }

    /** Names of the files that are not there. */
    List<String> missing() {
        return missing;
    }

    /** What was found while opening, missing files aside. */
    Findings findings() {
        return findings;
    }

    @Override
    public void close() {
        opened.forEach(one -> one.segment().close());
    }
}
