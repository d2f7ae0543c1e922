package io.vectron.raft.log;

import io.vectron.raft.runtime.JRaftRuntime;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WALRecoveryMode;

/**
 * The logs, terms and votes of all groups of one host in one RocksDB. A RocksDB per group would cost 144 MB of disk and
 * 35 MB of memory each.
 *
 * <p>Durability: an append counts once it is in RocksDB's write-ahead log and that is synced; the write-ahead log is the
 * raft log, SST files only keep what followers may still ask for. Recovery tolerates a torn record at the end of the
 * write-ahead log, which was never acknowledged, and refuses to open on damage before the end ({@code
 * TolerateCorruptedTailRecords}). The other modes would either refuse after every power cut ({@code
 * AbsoluteConsistency}) or silently drop acknowledged entries behind the damage ({@code PointInTimeRecovery}, RocksDB's
 * default, and {@code SkipAnyCorruptedRecord}). Log files are not recycled, because an old file's content behind the
 * tail looks like damage in this mode.
 *
 * <p>Concurrency: safe for any number of threads, except that a group is used by one replica at a time and not while it
 * is destroyed. All writes go through the committer.
 *
 * <p>Invariants: for each group the entries first..last are present without gaps; terms never go back.
 */
public final class SharedRaftLog implements AutoCloseable {
    /** Files that a log's directory has from the first start on. */
    public static final List<String> MARKER_FILES = List.of(LogMarker.FILE, LogMarker.READY);

    /** Two write buffers per flush keep the write-ahead log below this; recovery reads at most this much. */
    private static final long WAL_BYTES_MAX = 256L << 20;

    private static final long WRITE_BUFFER_BYTES = 32L << 20;
    private static final long META_BUFFER_BYTES = 4L << 20;
    private static final long BLOCK_CACHE_BYTES = 32L << 20;
    /** RocksDB's own chatter, which is not our operators' log. */
    private static final long INFO_LOG_BYTES_MAX = 4L << 20;

    private static final int OPEN_FILES_MAX = 512;
    private static final byte[] LOG_FAMILY = "log".getBytes(StandardCharsets.US_ASCII);

    private final List<AutoCloseable> resources; // closed in reverse order
    private final Path database;
    private final LogStore store;
    private final Janitor janitor;

    private SharedRaftLog(Path database, List<AutoCloseable> resources, LogStore store, Janitor janitor) {
        this.database = database;
        this.resources = resources;
        this.store = store;
        this.janitor = janitor;
    }

    /**
     * Opens the log or creates it in a new or empty directory.
     *
     * @param sync whether appends wait for the disk; votes always do
     * @throws IOException naming the directory or file that is foreign, damaged or in use
     */
    public static SharedRaftLog open(Path directory, boolean sync) throws IOException {
        JRaftRuntime.prepare(); // entries are JRaft's, and so is the codec
        LogMarker.claim(directory);
        Path database = directory.resolve(LogMarker.DATABASE);
        List<AutoCloseable> resources = new ArrayList<>();
        try {
            SharedRaftLog log = openDatabase(database, sync, resources);
            LogMarker.markReady(directory);
            return log;
        } catch (IOException | RocksDBException | RuntimeException e) {
            closeAll(resources);
            throw new IOException("cannot open the raft log in " + database + ": " + e.getMessage() + hint(e), e);
        }
    }

    private static String hint(Exception e) {
        return String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains("lock")
                ? "; another process, or another host in this one, uses it"
                : "; if it is damaged, rebuild this host's replicas from their peers";
    }

    private static SharedRaftLog openDatabase(Path database, boolean sync, List<AutoCloseable> resources)
            throws RocksDBException {
        RocksLibrary.load();
        LRUCache cache = kept(new LRUCache(BLOCK_CACHE_BYTES), resources);
        DBOptions options = kept(databaseOptions(), resources);
        ColumnFamilyOptions logOptions = kept(logOptions(cache), resources);
        ColumnFamilyOptions metaOptions = kept(metaOptions(cache), resources);
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        RocksDB db = kept(
                RocksDB.open(
                        options,
                        database.toString(),
                        List.of(
                                new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, metaOptions),
                                new ColumnFamilyDescriptor(LOG_FAMILY, logOptions)),
                        handles),
                resources);
        resources.addAll(handles);
        Committer committer = kept(new Committer(db, sync, "raft-log-committer"), resources);
        LogStore store = new LogStore(db, handles.get(1), handles.get(0), committer);
        Janitor janitor = kept(new Janitor(store), resources);
        return new SharedRaftLog(database, resources, store, janitor);
    }

    private static DBOptions databaseOptions() {
        return new DBOptions()
                .setCreateIfMissing(true)
                .setCreateMissingColumnFamilies(true)
                .setParanoidChecks(true)
                .setWalRecoveryMode(WALRecoveryMode.TolerateCorruptedTailRecords)
                .setRecycleLogFileNum(0)
                .setMaxTotalWalSize(WAL_BYTES_MAX)
                .setAvoidFlushDuringShutdown(true)
                .setMaxOpenFiles(OPEN_FILES_MAX)
                .setMaxBackgroundJobs(2)
                .setBytesPerSync(1 << 20)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                .setMaxLogFileSize(INFO_LOG_BYTES_MAX)
                .setKeepLogFileNum(2);
    }

    private static ColumnFamilyOptions logOptions(LRUCache cache) {
        return new ColumnFamilyOptions()
                .setWriteBufferSize(WRITE_BUFFER_BYTES)
                .setMaxWriteBufferNumber(4)
                .setCompressionType(CompressionType.NO_COMPRESSION)
                .setTargetFileSizeBase(WRITE_BUFFER_BYTES)
                .setMaxBytesForLevelBase(512L << 20)
                .setLevel0FileNumCompactionTrigger(8)
                .setLevel0SlowdownWritesTrigger(24)
                .setLevel0StopWritesTrigger(36)
                .setTableFormatConfig(tableConfig(cache));
    }

    private static BlockBasedTableConfig tableConfig(LRUCache cache) {
        return new BlockBasedTableConfig().setBlockCache(cache).setBlockSize(64 << 10);
    }

    private static ColumnFamilyOptions metaOptions(LRUCache cache) {
        return new ColumnFamilyOptions().setWriteBufferSize(META_BUFFER_BYTES).setTableFormatConfig(tableConfig(cache));
    }

    private static <T extends AutoCloseable> T kept(T resource, List<AutoCloseable> resources) {
        resources.add(resource);
        return resource;
    }

    /** The log of one group; opened by JRaft through its init. */
    public GroupLog log(long logId) {
        return new GroupLog(logId, store, janitor);
    }

    /** Term and vote of one group; opened by JRaft through its init. */
    public GroupMeta meta(long logId) {
        return new GroupMeta(logId, store);
    }

    /** Tells {@code observer} of each batch that is written from now on. */
    public void observe(AppendObserver observer) {
        store.committer().observe(observer);
    }

    /** Size of all its files; O(files), which are some hundreds at the most. */
    public long sizeBytes() {
        try (Stream<Path> files = Files.list(database)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        } catch (IOException e) {
            // the directory is gone: the host is being taken apart
            return 0;
        }
    }

    /** First index kept of a group, read from disk; 1 for a group without entries. */
    public long firstIndex(long logId) {
        return store.firstIndex(logId);
    }

    /** Ids of all groups that left anything here, for finding those that nobody runs any more. O(groups) seeks. */
    public SortedSet<Long> logIds() {
        SortedSet<Long> ids = new TreeSet<>();
        for (ColumnFamilyHandle family : List.of(store.meta(), store.log())) {
            try (RocksIterator keys = store.db().newIterator(family)) {
                keys.seekToFirst();
                while (keys.isValid()) {
                    long id = LogKeys.logId(keys.key());
                    ids.add(id);
                    keys.seek(LogKeys.groupEnd(id));
                }
            }
        }
        return ids;
    }

    /**
     * Removes a closed group's entries, term and vote for good; on disk when it returns.
     *
     * @throws IOException when the log failed
     */
    public void destroy(long logId) throws IOException {
        janitor.destroy(logId);
    }

    @Override
    public void close() {
        closeAll(resources);
    }

    private static void closeAll(List<AutoCloseable> resources) {
        resources.reversed().forEach(SharedRaftLog::closeOne);
        resources.clear();
    }

    private static void closeOne(AutoCloseable resource) {
        try {
            resource.close();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("cannot close " + resource, e);
        }
    }
}
