package io.vectron.drift.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vectron.drift.StorageFailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class DirectoryLockTest {
    @TempDir
    Path directory;

    @Test
    void heldLockIsSeenUntilItIsClosed() throws IOException {
        assertThat(DirectoryLock.isHeld(directory)).isFalse();
        assertThat(directory.resolve(FileNames.LOCK)).doesNotExist();
        DirectoryLock first = DirectoryLock.acquire(directory);
        assertThat(DirectoryLock.isHeld(directory)).isTrue();
        first.close();
        assertThat(DirectoryLock.isHeld(directory)).isFalse();
        DirectoryLock second = DirectoryLock.acquire(directory);
        first.close();
        assertThat(DirectoryLock.isHeld(directory)).as("closing twice").isTrue();
        second.close();
        assertThat(DirectoryLock.isHeld(directory)).isFalse();
    }

    /** The system drops all locks of a process on a file when the process closes any channel to it. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void neitherQuestionNorRefusalGivesTheLockUp() throws IOException {
        try (DirectoryLock lock = DirectoryLock.acquire(directory)) {
            assertThat(lock).isNotNull();
            assertThat(isLockedForOthers()).isTrue();
            assertThat(DirectoryLock.isHeld(directory)).isTrue();
            assertThatThrownBy(() -> DirectoryLock.acquire(directory)).isInstanceOf(StorageFailedException.class);
            assertThatThrownBy(() -> DirectoryLock.acquire(directory.resolve("../" + directory.getFileName())))
                    .isInstanceOf(StorageFailedException.class);
            assertThat(isLockedForOthers()).isTrue();
        }
        assertThat(isLockedForOthers()).isFalse();
    }

    private boolean isLockedForOthers() throws IOException {
        Object inode = Files.getAttribute(directory.resolve(FileNames.LOCK), "unix:ino");
        return Files.readAllLines(Path.of("/proc/locks")).stream().anyMatch(line -> line.contains(":" + inode + " "));
    }
}
