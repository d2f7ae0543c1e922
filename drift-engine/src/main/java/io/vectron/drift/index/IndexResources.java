package io.vectron.drift.index;

import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.CompressionType;
import org.rocksdb.Env;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/** What all id indexes of a process share: block cache, write buffer budget, background threads. Thread-safe. */
public final class IndexResources implements AutoCloseable {
    private static final long WRITE_BUFFER_BYTES = 2 << 20;
    private static final long ARENA_BLOCK_BYTES = 64 << 10;
    private static final long INFO_LOG_BYTES_MAX = 1 << 20;
    private static final int INFO_LOGS_MAX = 2;
    private static final int OPEN_FILES_MAX = 32;
    private static final double BLOOM_BITS_PER_KEY = 10;

    static {
        RocksDB.loadLibrary();
    }

    private final Cache cache;
    private final WriteBufferManager writeBuffers;
    private final Env env;
    private final BloomFilter bloom = new BloomFilter(BLOOM_BITS_PER_KEY);
    private boolean closed; // guarded by this

    public IndexResources(long cacheBytes, long writeBufferBytes, int threads) {
        this.cache = new LRUCache(cacheBytes);
        this.writeBuffers = new WriteBufferManager(writeBufferBytes, cache);
        this.env = Env.getDefault();
        env.setBackgroundThreads(threads, org.rocksdb.Priority.LOW);
        env.setBackgroundThreads(1, org.rocksdb.Priority.HIGH);
    }

    /** Options of one index: little memory and few files each, for a process holds hundreds. */
    Options newOptions(boolean createsIfMissing) {
        BlockBasedTableConfig table = new BlockBasedTableConfig()
                .setBlockCache(cache)
                .setCacheIndexAndFilterBlocks(true)
                .setFilterPolicy(bloom)
                .setFormatVersion(5);
        return new Options()
                .setCreateIfMissing(createsIfMissing)
                .setEnv(env)
                .setWriteBufferManager(writeBuffers)
                .setWriteBufferSize(WRITE_BUFFER_BYTES)
                .setArenaBlockSize(ARENA_BLOCK_BYTES)
                .setMaxWriteBufferNumber(2)
                .setMaxOpenFiles(OPEN_FILES_MAX)
                .setTableFormatConfig(table)
                .setCompressionType(CompressionType.LZ4_COMPRESSION)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                .setMaxLogFileSize(INFO_LOG_BYTES_MAX)
                .setKeepLogFileNum(INFO_LOGS_MAX)
                .setStatsDumpPeriodSec(0)
                .setStatsPersistPeriodSec(0)
                // Everything durable was flushed by a commit: what is left at close belongs to no manifest.
                .setAvoidFlushDuringShutdown(true)
                .setUseFsync(false)
                .setParanoidChecks(true);
    }

    /** Bytes that blocks and write buffers of all indexes hold; 0 once closed. */
    public synchronized long usedBytes() {
        return closed ? 0 : cache.getUsage();
    }

    @Override
    public synchronized void close() {
        closed = true;
        bloom.close();
        writeBuffers.close();
        cache.close();
    }
}
