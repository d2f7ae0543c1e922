package io.vectron.worker.shard;

import java.nio.file.Path;

/** The data directory cannot be used as it is: foreign, damaged or in use. The message names the file. */
public final class DataDirectoryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param file what is wrong
     * @param problem reads on from the file's name: "is damaged: ..."
     */
    public DataDirectoryException(Path file, String problem) {
        super(file.toAbsolutePath() + " " + problem);
    }
}
