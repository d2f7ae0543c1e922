package io.vectron.drift;

import java.nio.file.Path;
import java.util.List;

/**
 * A consistent copy of an engine directory, sharing its immutable files through hard links.
 *
 * @param directory where it lies; opens as an engine directory
 * @param sequence the applied sequence that it holds
 * @param files every file in it, relative to the directory, with '/' as separator, sorted
 */
public record Checkpoint(Path directory, long sequence, List<String> files) {
    public Checkpoint {
        files = List.copyOf(files);
    }
}
