package io.vectron.drift.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the file system and its twin in memory have in common. */
class StorageContractTest {
    @TempDir
    Path directory;

    enum Kind {
        FILES,
        MEMORY;

        Storage open(Path directory) throws IOException {
            return this == FILES ? FileStorage.in(directory) : MemoryStorage.empty();
        }
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void write(Storage storage, String name, String text) throws IOException {
        try (StorageWriter writer = storage.create(name)) {
            writer.write(bytes(text));
            writer.sync();
        }
        storage.sync();
    }

    private static String read(Storage storage, String name) throws IOException {
        try (StorageReader reader = storage.open(name)) {
            return read(reader);
        }
    }

    private static String read(StorageReader reader) throws IOException {
        ByteBuffer content = ByteBuffer.allocate(Math.toIntExact(reader.length()));
        reader.read(0, content);
        return new String(content.array(), StandardCharsets.UTF_8);
    }

    private static String text(MemorySegment mapped) {
        return new String(mapped.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @EnumSource
    void writesAreReadBackAtAnyOffset(Kind kind) throws IOException {
        Storage storage = kind.open(directory);
        try (StorageWriter writer = storage.create("a")) {
            ByteBuffer part = bytes("--hello--").position(2).limit(7);
            writer.write(part);
            assertThat(part.hasRemaining()).isFalse();
            assertThat(writer.position()).isEqualTo(5);
            writer.write(ByteBuffer.allocateDirect(3));
            assertThat(writer.position()).isEqualTo(8);
        }
        try (StorageReader reader = storage.open("a")) {
            assertThat(reader.length()).isEqualTo(8);
            ByteBuffer target = ByteBuffer.allocateDirect(6).position(1).limit(4);
            reader.read(2, target);
            assertThat(target.position()).isEqualTo(4);
            assertThat(target.flip()).isEqualTo(bytes("\0llo"));
            assertThatThrownBy(() -> reader.read(7, ByteBuffer.allocate(2))).isInstanceOf(EOFException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void creatingEmptiesAndOverwritingKeepsTheLength(Kind kind) throws IOException {
        Storage storage = kind.open(directory);
        write(storage, "a", "0123456789");
        try (StorageWriter writer = storage.overwrite("a")) {
            assertThat(writer.position()).isZero();
            writer.write(bytes("abc"));
            assertThat(writer.position()).isEqualTo(3);
        }
        assertThat(read(storage, "a")).isEqualTo("abc3456789");
        try (StorageWriter writer = storage.overwrite("a")) {
            writer.write(bytes("abcdefghijklm"));
        }
        assertThat(read(storage, "a")).isEqualTo("abcdefghijklm");
        write(storage, "a", "x");
        assertThat(read(storage, "a")).isEqualTo("x");
    }

    @ParameterizedTest
    @EnumSource
    void namesAreListedSorted(Kind kind) throws IOException {
        Storage storage = kind.open(directory);
        assertThat(storage.list()).isEmpty();
        for (String name : new String[] {"c", "a", "b10", "b9"}) {
            write(storage, name, "");
        }
        storage.delete("c");
        assertThat(storage.list()).containsExactly("a", "b10", "b9");
    }

    @ParameterizedTest
    @EnumSource
    void missingFilesAreNamed(Kind kind) throws IOException {
        Storage storage = kind.open(directory);
        assertThatThrownBy(() -> storage.open("gone"))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("gone");
        assertThatThrownBy(() -> storage.overwrite("gone")).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> storage.delete("gone")).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> storage.rename("gone", "b")).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> storage.link("gone", storage)).isInstanceOf(NoSuchFileException.class);
        assertThat(storage.list()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void renamingReplacesAndKeepsWritersAndReadersOpen(Kind kind) throws IOException {
        Storage storage = kind.open(directory);
        write(storage, "old", "old");
        try (StorageReader replaced = storage.open("old");
                StorageWriter writer = storage.create("new.tmp")) {
            writer.write(bytes("ne"));
            storage.rename("new.tmp", "old");
            writer.write(bytes("w!"));
            writer.sync();
            assertThat(storage.list()).containsExactly("old");
            assertThat(read(replaced)).isEqualTo("old");
        }
        assertThat(read(storage, "old")).isEqualTo("new!");
    }

    @ParameterizedTest
    @EnumSource
    void deletedFilesStayReadableWhileOpenOrMapped(Kind kind) throws IOException {
        Storage storage = kind.open(directory);
        write(storage, "a", "content");
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment mapped;
            try (StorageReader reader = storage.open("a")) {
                storage.delete("a");
                assertThat(read(reader)).isEqualTo("content");
                mapped = reader.map(arena);
            }
            assertThat(text(mapped)).isEqualTo("content");
            assertThat(mapped.isNative()).isTrue();
            assertThat(mapped.isReadOnly()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void mappingsDieWithTheArenaAndMayBeEmpty(Kind kind) throws IOException {
        Storage storage = kind.open(directory);
        write(storage, "a", "x");
        write(storage, "empty", "");
        MemorySegment mapped;
        try (Arena arena = Arena.ofConfined();
                StorageReader reader = storage.open("a");
                StorageReader empty = storage.open("empty")) {
            mapped = reader.map(arena);
            assertThat(empty.map(arena).byteSize()).isZero();
        }
        assertThat(mapped.scope().isAlive()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void linksShareContentAndOutliveTheFirstName(Kind kind) throws IOException {
        Storage storage = kind.open(directory.resolve("one"));
        Storage other = kind.open(directory.resolve("two"));
        write(storage, "a", "shared");
        storage.link("a", other);
        other.sync();
        assertThatThrownBy(() -> storage.link("a", other)).isInstanceOf(FileAlreadyExistsException.class);
        storage.delete("a");
        assertThat(read(other, "a")).isEqualTo("shared");
        assertThat(storage.list()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void closedFilesRefuse(Kind kind) throws IOException {
        Storage storage = kind.open(directory);
        write(storage, "a", "x");
        StorageWriter writer = storage.overwrite("a");
        StorageReader reader = storage.open("a");
        writer.close();
        reader.close();
        assertThatThrownBy(() -> writer.write(bytes("y"))).isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(writer::sync).isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(() -> reader.read(0, ByteBuffer.allocate(1))).isInstanceOf(ClosedChannelException.class);
        writer.close();
        reader.close();
    }

    @ParameterizedTest
    @EnumSource
    void interruptedThreadsReadWriteAndSyncAndStayInterrupted(Kind kind) throws IOException {
        Storage storage = kind.open(directory);
        write(storage, "a", "before");
        try (StorageWriter writer = storage.create("b");
                StorageReader reader = storage.open("a")) {
            Thread.currentThread().interrupt();
            writer.write(bytes("written"));
            writer.sync();
            storage.rename("b", "c");
            storage.sync();
            String seen = read(reader);
            boolean wasInterrupted = Thread.interrupted();
            assertThat(seen).isEqualTo("before");
            assertThat(wasInterrupted).isTrue();
            assertThat(read(reader)).isEqualTo("before");
        }
        assertThat(read(storage, "c")).isEqualTo("written");
    }
}
