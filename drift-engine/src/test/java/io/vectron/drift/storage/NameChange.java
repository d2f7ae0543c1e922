package io.vectron.drift.storage;

import java.util.Map;

/** One change of a directory that the disk may not have yet. */
sealed interface NameChange {
    /** Makes the change. */
    void applyTo(Map<String, MemoryFile> names);

    /** A name was created, or linked. */
    record Bound(String name, MemoryFile file) implements NameChange {
        @Override
        public void applyTo(Map<String, MemoryFile> names) {
            names.put(name, file);
        }
    }

    /** A name was deleted. */
    record Unbound(String name) implements NameChange {
        @Override
        public void applyTo(Map<String, MemoryFile> names) {
            names.remove(name);
        }
    }

    /** A file was renamed, over what had the new name. */
    record Moved(String from, String to, MemoryFile file) implements NameChange {
        @Override
        public void applyTo(Map<String, MemoryFile> names) {
            names.remove(from, file);
            names.put(to, file);
        }
    }
}
