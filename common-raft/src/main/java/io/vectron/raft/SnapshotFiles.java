package io.vectron.raft;

import com.alipay.sofa.jraft.entity.LocalFileMetaOutter.FileSource;
import com.alipay.sofa.jraft.entity.LocalFileMetaOutter.LocalFileMeta;
import com.alipay.sofa.jraft.storage.snapshot.SnapshotWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Checks, syncs and fingerprints the files of a snapshot.
 *
 * <p>A peer keeps its own copy of a file with the same name and fingerprint instead of fetching it. Replicas flush at
 * different moments, so files of the same name and size differ between them: only the content can tell, hence SHA-256. A
 * file that did not change since the last snapshot (same inode, size and time) is not read again.
 *
 * <p>Concurrency: one snapshot at a time per group, on whatever thread; the monitor publishes the known fingerprints.
 */
final class SnapshotFiles {
    private static final int BUFFER_BYTES = 256 << 10;

    private record Identity(@Nullable Object fileKey, long size, FileTime modified) {}

    private record Known(Identity identity, String fingerprint) {}

    private Map<String, Known> known = new HashMap<>(); // guarded by this

    /** @throws IOException when a name is not a regular file below the directory, or there is none at all */
    synchronized void addAll(SnapshotWriter writer, List<String> names) throws IOException {
        Path directory = Path.of(writer.getPath());
        if (names.isEmpty()) {
            throw new IOException("the machine wrote no snapshot file to " + directory);
        }
        Map<String, Known> next = new HashMap<>();
        for (String name : names) {
            Path file = checked(directory, name);
            sync(file);
            Known entry = fingerprint(name, file);
            next.put(name, entry);
            LocalFileMeta meta = LocalFileMeta.newBuilder()
                    .setChecksum(entry.fingerprint)
                    .setSource(FileSource.FILE_SOURCE_LOCAL)
                    .build();
            if (!writer.addFile(name, meta)) {
                throw new IOException("snapshot file " + name + " is named twice");
            }
        }
        syncDirectories(directory);
        known = next;
    }

    private static Path checked(Path directory, String name) throws IOException {
        Path file = directory.resolve(name).normalize();
        if (name.isBlank()
                || !file.startsWith(directory.normalize())
                || !directory.relativize(file).toString().equals(name)) {
            throw new IOException("snapshot file name '" + name + "' is not a plain path below " + directory);
        }
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException("snapshot file " + file + " is missing or no regular file");
        }
        return file;
    }

    private Known fingerprint(String name, Path file) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        Identity identity = new Identity(attributes.fileKey(), attributes.size(), attributes.lastModifiedTime());
        Known before = known.get(name);
        if (before != null && before.identity.equals(identity) && identity.fileKey != null) {
            return before;
        }
        return new Known(identity, identity.size + ":" + sha256(file));
    }

    private static String sha256(Path file) throws IOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
        byte[] buffer = new byte[BUFFER_BYTES];
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Makes a fetched snapshot survive a power cut; JRaft only closes the files that it fetched. */
    static void syncAll(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            files.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .forEach(SnapshotFiles::syncUnchecked);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        syncDirectories(directory);
    }

    private static void syncDirectories(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            all.filter(Files::isDirectory).forEach(SnapshotFiles::syncUnchecked);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void syncUnchecked(Path path) {
        try {
            sync(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void sync(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
