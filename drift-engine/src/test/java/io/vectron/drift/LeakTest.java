package io.vectron.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Nothing is left open, mapped or allocated: as the operating system and the virtual machine say. */
@EnabledOnOs(OS.LINUX)
class LeakTest {
    private static final DriftSettings SETTINGS = DriftSettings.of(6, Metric.L2)
            .withBucketCapacity(16)
            .withSegmentCountMax(2)
            .withMemtableBytesMax(16 << 10);
    private static final int WARM_UP = 3;
    private static final int LIVES = 15;
    /** For what the JDK keeps for each thread; a buffer of 128 KiB that leaks in each life is more. */
    private static final long DIRECT_SLACK = 1 << 20;

    @TempDir
    Path directory;

    /** Names of open files below the directory. */
    private List<String> openFiles() throws IOException {
        List<String> open = new ArrayList<>();
        try (Stream<Path> handles = Files.list(Path.of("/proc/self/fd"))) {
            for (Path handle : handles.toList()) {
                try {
                    open.add(Files.readSymbolicLink(handle).toString());
                } catch (NoSuchFileException closedMeanwhile) {
                    // Such as the one that lists.
                }
            }
        }
        open.removeIf(name -> !name.startsWith(directory.toString()));
        return open;
    }

    /** Mappings of files below the directory. */
    private List<String> mappings() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
            return lines.filter(line -> line.contains(directory.toString())).toList();
        }
    }

    /** Direct memory held by buffers. */
    private static long directBytes() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }

    @Test
    void livesOfAnEngineLeaveNothingBehind() throws IOException {
        Path home = directory.resolve("home");
        Random random = new Random(Seeds.next("LeakTest"));
        for (int life = 0; life < WARM_UP; life++) {
            live(home, random);
        }
        long direct = directBytes();
        for (int life = 0; life < LIVES; life++) {
            live(home, random);
            assertThat(openFiles()).isEmpty();
            assertThat(mappings()).isEmpty();
        }
        assertThat(directBytes()).as("direct bytes").isLessThan(direct + DIRECT_SLACK);
        System.out.printf(
                "LEAK %d lives: 0 open files, 0 mappings, direct memory %d -> %d bytes%n",
                LIVES, direct, directBytes());
    }

    private void live(Path home, Random random) throws IOException {
        Data data = new Data(random.nextLong(), 6, 4, 0.5);
        Path copy = directory.resolve("copy");
        try (DriftResources resources = DriftResources.create(new DriftResourcesSettings(64 << 20, 2, null))) {
            try (Drift drift = Drift.openWithLog(home, SETTINGS, resources)) {
                for (int i = 0; i < 20; i++) {
                    var _ = drift.write(data.batch(random));
                    var _ = drift.search(SearchRequest.of(data.vector(), 5));
                    if (i % 5 == 0) {
                        drift.flush();
                    }
                }
                drift.flush();
                drift.compactNow();
                // A background thread may have looked at the old state meanwhile: what it held goes with the next
                // write.
                var _ = drift.write(WriteBatch.of(new Delete(Data.id(-1))));
                checkOnlyLiveFilesAreHeld(drift);
                var _ = drift.checkpoint(copy);
            }
            try (Drift drift = Drift.open(copy, SETTINGS, resources)) {
                assertThat(drift.count()).isNotNegative();
            }
        }
        deleteAll(copy);
    }

    /** What the compaction has replaced is neither open nor mapped any more, though the engine is open. */
    private void checkOnlyLiveFilesAreHeld(Drift drift) throws IOException {
        assertThat(mappings())
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line).contains(".drift").doesNotContain("(deleted)"));
        assertThat(openFiles()).noneMatch(name -> name.contains("(deleted)") || name.endsWith(".drift"));
        assertThat(mappings()).hasSize(drift.stats().segments());
    }

    @Test
    void openingsThatFailLeaveNothingBehind() throws IOException {
        Path home = directory.resolve("damaged");
        try (DriftResources resources = DriftResources.createDefault()) {
            InspectedHome.writeWithLog(home, resources);
            Path last = home.resolve(InspectedHome.segments(home).getLast());
            InspectedHome.flip(last, Files.size(last) - 1);
            long direct = directBytes();
            for (int i = 0; i < LIVES; i++) {
                assertThatThrownBy(() -> Drift.openWithLog(home, InspectedHome.calmSettings(), resources))
                        .isInstanceOf(CorruptDataException.class);
                assertThat(Inspection.of(home).isSound()).isFalse();
            }
            assertThat(openFiles()).isEmpty();
            assertThat(mappings()).isEmpty();
            assertThat(directBytes()).as("direct bytes").isLessThan(direct + DIRECT_SLACK);
        }
    }

    private static void deleteAll(Path tree) throws IOException {
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
