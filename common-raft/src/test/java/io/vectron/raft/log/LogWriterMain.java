package io.vectron.raft.log;

import com.alipay.sofa.jraft.entity.PeerId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;

/** The process that {@link LogCrashTest} kills: appends, votes and truncates in several groups, noting what was acknowledged. */
final class LogWriterMain {
    static final int GROUPS = 4;
    /** [8 B last index][8 B first index][8 B term], all acknowledged. */
    static final int NOTE_BYTES = 3 * Long.BYTES;

    private LogWriterMain() {}

    static PeerId voteIn(long term) {
        return PeerId.parsePeer("peer:" + (1 + term % 60_000));
    }

    public static void main(String[] arguments) throws IOException {
        Path directory = Path.of(arguments[0]);
        Path started = directory.resolve("started-" + arguments[1]);
        SharedRaftLog log = SharedRaftLog.open(directory.resolve("log"), true);
        for (long group = 0; group < GROUPS; group++) {
            GroupLog entries = LogFixture.load(log, group);
            GroupMeta meta = LogFixture.loadMeta(log, group);
            long id = group;
            Thread.ofVirtual().start(() -> write(directory.resolve("notes-" + id), started, id, entries, meta));
        }
        sleepUntilKilled();
    }

    private static void sleepUntilKilled() {
        try {
            Thread.sleep(60_000);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void write(Path notes, Path started, long group, GroupLog entries, GroupMeta meta) {
        Random random = new Random();
        try (FileChannel file = FileChannel.open(
                notes, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            for (int step = 0; ; step++) {
                long next = Math.max(entries.getLastLogIndex(), entries.getFirstLogIndex() - 1) + 1;
                switch (random.nextInt(12)) {
                    case 0 -> vote(meta);
                    case 1 -> entries.truncatePrefix(Math.max(entries.getFirstLogIndex(), next - 200));
                    default ->
                        entries.appendEntries(
                                LogFixture.data(group, next, next + random.nextInt(8), 1 + meta.getTerm()));
                }
                note(file, entries, meta);
                if (step == 5 && !Files.exists(started)) {
                    Files.writeString(started, "");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e); // the parent reads it from the output when no progress comes
        }
    }

    private static void vote(GroupMeta meta) {
        long term = meta.getTerm() + 1;
        meta.setTermAndVotedFor(term, voteIn(term));
    }

    private static void note(FileChannel file, GroupLog entries, GroupMeta meta) throws IOException {
        ByteBuffer note = ByteBuffer.allocate(NOTE_BYTES)
                .putLong(entries.getLastLogIndex())
                .putLong(entries.getFirstLogIndex())
                .putLong(meta.getTerm())
                .flip();
        while (note.hasRemaining()) {
            file.write(note);
        }
        file.force(false);
    }
}
