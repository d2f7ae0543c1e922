package io.vectron.router.access;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of a file, read again when somebody asks and a second has passed. Content that is bad or gone leaves the keys as
 * they were and is logged as an error, once for each content; an empty file is no error: it revokes all.
 *
 * <p>Concurrency: {@code keys} is published by a volatile write; {@code refreshing} guards the rest, and whoever does not get
 * it answers by the keys that are there.
 */
public final class ApiKeyFile implements Supplier<ApiKeys> {
    private static final Logger LOG = LoggerFactory.getLogger(ApiKeyFile.class);
    private static final long CHECK_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long FILE_BYTES_MAX = 1 << 20;

    private final Path file;
    private final LongSupplier nanoTime;
    private final ReentrantLock refreshing = new ReentrantLock();
    private volatile ApiKeys keys;
    private volatile long checkedAt;
    private String lastText;
    private String lastProblem = "";

    private ApiKeyFile(Path file, LongSupplier nanoTime, String text) {
        this.file = file;
        this.nanoTime = nanoTime;
        this.keys = ApiKeys.parse(text, file.toString());
        this.lastText = text;
        this.checkedAt = nanoTime.getAsLong();
    }

    /** @throws ApiKeysException when the file cannot be read or is not as it should be */
    public static ApiKeyFile open(Path file) {
        return open(file, System::nanoTime);
    }

    static ApiKeyFile open(Path file, LongSupplier nanoTime) {
        return new ApiKeyFile(file, nanoTime, read(file));
    }

    /**
     * Reads a whole key file.
     *
     * @throws ApiKeysException naming the file and the reason
     */
    public static String read(Path file) {
        try {
            long size = Files.size(file);
            if (size > FILE_BYTES_MAX) {
                throw new ApiKeysException(file + " has " + size + " bytes, expected at most " + FILE_BYTES_MAX);
            }
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            throw new ApiKeysException("there is no file " + file + "; make a key with: vectron keys create");
        } catch (CharacterCodingException e) {
            throw new ApiKeysException(file + " is no text in UTF-8");
        } catch (IOException e) {
            throw new ApiKeysException("cannot read " + file + ": " + e.getMessage());
        }
    }

    @Override
    public ApiKeys get() {
        if (nanoTime.getAsLong() - checkedAt >= CHECK_NANOS && refreshing.tryLock()) {
            try {
                checkedAt = nanoTime.getAsLong();
                refresh();
            } finally {
                refreshing.unlock();
            }
        }
        return keys;
    }

    private void refresh() {
        try {
            String text = read(file);
            if (!text.equals(lastText)) {
                keys = ApiKeys.parse(text, file.toString());
                lastText = text;
                LOG.info("{} changed: {} API keys now", file, keys.size());
            }
            lastProblem = "";
        } catch (ApiKeysException e) {
            String problem = String.valueOf(e.getMessage());
            if (!problem.equals(lastProblem)) {
                lastProblem = problem;
                LOG.error("the {} API keys stay as they were: {}", keys.size(), problem);
            }
        }
    }
}
