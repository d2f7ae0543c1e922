package io.vectron.drift.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class DiskFullTest {
    /** The system's own full device: what it says to a write is what a full disk says. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void fullDeviceIsToldFromABrokenOne() throws IOException {
        try (StorageWriter writer = FileStorage.existing(Path.of("/dev")).overwrite("full")) {
            assertThatThrownBy(() -> writer.write(ByteBuffer.allocate(10)))
                    .isInstanceOf(DiskFullException.class)
                    .hasMessageContaining("/dev/full")
                    .hasCauseInstanceOf(IOException.class);
            assertThat(writer.position()).isZero();
        }
    }

    @Test
    void fullDiskAndFullQuotaAreKnownByTheirTexts() {
        assertThat(DiskFullException.classify("f", new IOException("No space left on device")))
                .isInstanceOf(DiskFullException.class)
                .hasMessage("f: No space left on device");
        assertThat(DiskFullException.classify("f", new FileSystemException("a", "b", "Disk quota exceeded")))
                .isInstanceOf(DiskFullException.class)
                .hasMessage("f: Disk quota exceeded");
    }

    @Test
    void anyOtherFailureStaysWhatItIs() {
        for (IOException other : new IOException[] {
            new IOException("Input/output error"),
            new IOException((String) null),
            new FileSystemException("No space left on device", null, null),
            new DiskFullException("before", null)
        }) {
            assertThat(DiskFullException.classify("f", other)).isSameAs(other);
        }
    }
}
