package io.vectron.pd;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The files of one member, guarded by the file IDENTITY, so that a directory of something else, of another member or of
 * another cluster is refused before anything is written. IDENTITY is UTF-8 text:
 *
 * <pre>
 * vectron-pd 1
 * member 10.0.0.1:7711
 * cluster 0b1c...      (from the first election on)
 * </pre>
 *
 * <p>Concurrency: {@link #rememberCluster} is called by one raft callback at a time, after {@link #open} has returned.
 */
final class DataDirectory {
    static final String IDENTITY = "IDENTITY";

    private static final String TEMPORARY = "IDENTITY.tmp";
    private static final String FIRST_LINE = "vectron-pd 1";
    private static final String MEMBER = "member ";
    private static final String CLUSTER = "cluster ";
    /**
     * Of the shared raft log, which writes both before its first vote. It takes a directory without them for a new one and
     * fills it, so whoever knows that there was a log has to look first.
     */
    private static final List<String> LOG_MARKERS = List.of("RAFT_LOG", "READY");

    private final Path directory;
    private final String member;
    private volatile String cluster;

    private DataDirectory(Path directory, String member, String cluster) {
        this.directory = directory;
        this.member = member;
        this.cluster = cluster;
    }

    /**
     * Makes the directory or recognises it.
     *
     * @param member raft address of this member
     * @throws PdStartException when it is not this member's
     */
    static DataDirectory open(Path directory, String member) {
        try {
            Files.createDirectories(directory);
            Path identity = directory.resolve(IDENTITY);
            if (!Files.exists(identity)) {
                refuseForeign(directory);
                write(directory, List.of(FIRST_LINE, MEMBER + member));
            }
            return recognise(directory, member, Files.readString(identity, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new PdStartException("vectron.pd.data-directory " + directory + ": " + e, e);
        }
    }

    Path raftLog() {
        return directory.resolve("raft");
    }

    Path snapshots() {
        return directory.resolve("snapshots");
    }

    private static void refuseForeign(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            List<String> names = files.map(file -> file.getFileName().toString())
                    // left by a crash in the first start
                    .filter(name -> !name.equals(TEMPORARY))
                    .sorted()
                    .limit(5)
                    .toList();
            if (!names.isEmpty()) {
                throw new PdStartException(
                        "vectron.pd.data-directory " + directory + " has no file " + directory.resolve(IDENTITY)
                                + " but holds " + names + ": it is not a placement driver's; name an empty directory",
                        null);
            }
        }
    }

    private static DataDirectory recognise(Path directory, String member, String text) {
        Path identity = directory.resolve(IDENTITY);
        List<String> lines = text.lines().toList();
        if (lines.size() < 2 || lines.size() > 3 || !lines.getFirst().equals(FIRST_LINE)) {
            throw new PdStartException(
                    identity + " does not begin with '" + FIRST_LINE + "' and a member: the directory is not one that"
                            + " this version of the placement driver made",
                    null);
        }
        if (!lines.get(1).equals(MEMBER + member)) {
            throw new PdStartException(
                    identity + " says '" + lines.get(1) + "', this is member " + member
                            + ": a member keeps its vectron.pd.host and vectron.pd.raft-port for ever",
                    null);
        }
        String cluster = lines.size() == 3 ? clusterOf(identity, lines.get(2)) : "";
        DataDirectory opened = new DataDirectory(directory, member, cluster);
        if (!cluster.isEmpty()) {
            opened.requireLog();
        }
        return opened;
    }

    /** A member that forgot its votes could vote twice in one term, and two leaders would be elected. */
    private void requireLog() {
        for (String marker : LOG_MARKERS) {
            Path file = raftLog().resolve(marker);
            if (!Files.isRegularFile(file)) {
                throw new PdStartException(
                        directory.resolve(IDENTITY) + " says that this is a member of cluster " + cluster
                                + ", but its log " + raftLog() + " is gone or emptied, there is no file " + file
                                + ": bring back that very log (is a disk not mounted?); without it this member could"
                                + " vote twice in one term and lose what was acknowledged",
                        null);
            }
        }
    }

    private static String clusterOf(Path identity, String line) {
        if (!line.startsWith(CLUSTER) || line.length() == CLUSTER.length()) {
            throw new PdStartException(identity + " has the line '" + line + "', expected '" + CLUSTER + "...'", null);
        }
        return line.substring(CLUSTER.length());
    }

    /**
     * Writes the cluster's id down when it is known for the first time.
     *
     * @throws PdStartException when the log turns out to be another cluster's
     */
    void rememberCluster(String id) {
        if (id.isEmpty() || id.equals(cluster)) {
            return;
        }
        Path identity = directory.resolve(IDENTITY);
        if (!cluster.isEmpty()) {
            throw new PdStartException(
                    identity + " says cluster " + cluster + ", but the log in " + raftLog() + " is of cluster " + id,
                    null);
        }
        try {
            write(directory, List.of(FIRST_LINE, MEMBER + member, CLUSTER + id));
            cluster = id;
        } catch (IOException e) {
            throw new PdStartException(identity + " could not be written: " + e, e);
        }
    }

    private static void write(Path directory, List<String> lines) throws IOException {
        Path temporary = directory.resolve(TEMPORARY);
        List<String> ended = new ArrayList<>(lines);
        ended.add("");
        ByteBuffer bytes = ByteBuffer.wrap(String.join("\n", ended).getBytes(StandardCharsets.UTF_8));
        try (FileChannel channel = FileChannel.open(
                temporary, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(
                temporary,
                directory.resolve(IDENTITY),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
