package io.vectron.raft.log;

import com.alipay.sofa.jraft.conf.Configuration;
import com.alipay.sofa.jraft.conf.ConfigurationEntry;
import com.alipay.sofa.jraft.conf.ConfigurationManager;
import com.alipay.sofa.jraft.entity.EnumOutter;
import com.alipay.sofa.jraft.entity.LogEntry;
import com.alipay.sofa.jraft.entity.LogId;
import com.alipay.sofa.jraft.entity.codec.LogEntryDecoder;
import com.alipay.sofa.jraft.entity.codec.LogEntryEncoder;
import com.alipay.sofa.jraft.entity.codec.v2.LogEntryV2CodecFactory;
import com.alipay.sofa.jraft.option.LogStorageOptions;
import com.alipay.sofa.jraft.storage.LogStorage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The entries of one group in the shared log.
 *
 * <p>Concurrency: JRaft writes from one thread per group and reads from any; {@code first} and {@code last} are
 * published after the write that moves them, so a reader never looks for an entry that is not there yet.
 *
 * <p>Invariants: first is at least 1 and never goes back; when last is not 0, first..last are present without gaps;
 * last is 0 when nothing is kept.
 */
public final class GroupLog implements LogStorage {
    private static final Logger LOG = LoggerFactory.getLogger(GroupLog.class);

    private final long logId;
    private final LogStore store;
    private final Janitor janitor;
    private final LogEntryEncoder encoder = LogEntryV2CodecFactory.getInstance().encoder();
    private final LogEntryDecoder decoder = LogEntryV2CodecFactory.getInstance().decoder();
    private final AtomicLong bytesAppended = new AtomicLong();
    private volatile long first = 1;
    private volatile long last;

    GroupLog(long logId, LogStore store, Janitor janitor) {
        this.logId = logId;
        this.store = store;
        this.janitor = janitor;
    }

    @Override
    public boolean init(LogStorageOptions options) {
        return load(options.getConfigurationManager());
    }

    /** @throws IllegalStateException when the log has a hole */
    boolean load(ConfigurationManager configurations) {
        try (LogStore.GroupBounds bounds = new LogStore.GroupBounds(logId)) {
            first = store.firstIndex(logId);
            loadBounds(bounds);
            loadConfigurations(bounds, configurations);
            return true;
        } catch (RocksDBException e) {
            LOG.error("cannot open log {}", logId, e);
            return false;
        }
    }

    private void loadBounds(LogStore.GroupBounds bounds) throws RocksDBException {
        try (RocksIterator entries = store.db().newIterator(store.log(), bounds.options())) {
            entries.seekToLast();
            entries.status();
            long newest = entries.isValid() ? LogKeys.index(entries.key()) : 0;
            last = newest < first ? 0 : newest;
            if (last == 0) {
                return;
            }
            entries.seek(LogKeys.entry(logId, first));
            if (!entries.isValid() || LogKeys.index(entries.key()) != first) {
                throw new IllegalStateException("log " + logId + " lacks its first entry " + first
                        + " though it reaches to " + last + "; rebuild this replica from a peer");
            }
        }
    }

    private void loadConfigurations(LogStore.GroupBounds bounds, ConfigurationManager into) throws RocksDBException {
        try (RocksIterator entries = store.db().newIterator(store.meta(), bounds.options())) {
            for (entries.seek(LogKeys.entry(logId, first)); entries.isValid(); entries.next()) {
                into.add(configuration(decode(entries.value(), LogKeys.index(entries.key()))));
            }
            entries.status();
        }
    }

    private static ConfigurationEntry configuration(LogEntry entry) {
        ConfigurationEntry configuration = new ConfigurationEntry();
        configuration.setId(entry.getId().copy());
        configuration.setConf(new Configuration(entry.getPeers(), entry.getLearners()));
        if (entry.getOldPeers() != null) {
            configuration.setOldConf(new Configuration(entry.getOldPeers(), entry.getOldLearners()));
        }
        return configuration;
    }

    private LogEntry decode(byte[] value, long index) {
        LogEntry entry = decoder.decode(value);
        if (entry == null) {
            throw new IllegalStateException(
                    "entry " + index + " of log " + logId + " is damaged: " + value.length + " bytes do not decode");
        }
        return entry;
    }

    /** Entry bytes appended since the object was made; the measure of when a snapshot is due. */
    public long bytesAppended() {
        return bytesAppended.get();
    }

    @Override
    public void shutdown() {
        // the shared log stays open for the other groups
    }

    @Override
    public long getFirstLogIndex() {
        return first;
    }

    @Override
    public long getLastLogIndex() {
        return last;
    }

    @Override
    public @Nullable LogEntry getEntry(long index) {
        if (index < first || index > last) {
            return null;
        }
        try {
            byte[] value = store.db().get(store.log(), LogKeys.entry(logId, index));
            return value == null ? null : decode(value, index);
        } catch (RocksDBException e) {
            LOG.error("cannot read entry {} of log {}", index, logId, e);
            return null;
        }
    }

    @Override
    @SuppressWarnings("deprecation") // JRaft's log manager still asks for it
    public long getTerm(long index) {
        LogEntry entry = getEntry(index);
        return entry == null ? 0 : entry.getId().getTerm();
    }

    @Override
    public boolean appendEntry(LogEntry entry) {
        return appendEntries(List.of(entry)) == 1;
    }

    /** @return how many were appended: all or, when the log failed, none */
    @Override
    public int appendEntries(List<LogEntry> entries) {
        if (entries.isEmpty()) {
            return 0;
        }
        List<byte[]> values = new ArrayList<>(entries.size());
        long bytes = 0;
        for (LogEntry entry : entries) {
            byte[] value = encoder.encode(entry);
            values.add(value);
            bytes += value.length + LogKeys.ENTRY_KEY_BYTES;
        }
        try {
            store.committer().commit(batch -> put(batch, entries, values), bytes, false);
        } catch (IOException e) {
            LOG.error("cannot append {} entries to log {}: {}", entries.size(), logId, e.getMessage());
            return 0;
        }
        last = entries.getLast().getId().getIndex();
        bytesAppended.addAndGet(bytes);
        return entries.size();
    }

    private void put(WriteBatch batch, List<LogEntry> entries, List<byte[]> values) throws RocksDBException {
        for (int i = 0; i < values.size(); i++) {
            LogEntry entry = entries.get(i);
            byte[] key = LogKeys.entry(logId, entry.getId().getIndex());
            batch.put(store.log(), key, values.get(i));
            if (entry.getType() == EnumOutter.EntryType.ENTRY_TYPE_CONFIGURATION) {
                batch.put(store.meta(), key, values.get(i));
            }
        }
    }

    @Override
    public boolean truncatePrefix(long firstIndexKept) {
        if (firstIndexKept <= first) {
            return true;
        }
        boolean done = write(
                batch -> batch.put(store.meta(), LogKeys.firstIndex(logId), LogKeys.number(firstIndexKept)),
                "truncate below " + firstIndexKept);
        if (done) {
            first = firstIndexKept;
            if (last < firstIndexKept) {
                last = 0;
            }
            janitor.reclaim(logId, firstIndexKept);
        }
        return done;
    }

    @Override
    public boolean truncateSuffix(long lastIndexKept) {
        boolean done = write(
                batch -> store.deleteEntriesFrom(batch, logId, lastIndexKept + 1), "truncate above " + lastIndexKept);
        if (done) {
            last = lastIndexKept < first ? 0 : Math.min(last, lastIndexKept);
        }
        return done;
    }

    /**
     * Forgets everything and starts again at {@code nextLogIndex}, which keeps its entry if there was one: the way of a
     * follower that loaded a snapshot from a leader whose log differs from its own.
     */
    @Override
    public boolean reset(long nextLogIndex) {
        if (nextLogIndex < first) {
            throw new IllegalArgumentException(
                    "log " + logId + " would be reset to " + nextLogIndex + ", before its first index " + first);
        }
        LogEntry kept = getEntry(nextLogIndex);
        LogEntry entry = kept == null ? new LogEntry(EnumOutter.EntryType.ENTRY_TYPE_NO_OP) : kept;
        if (kept == null) {
            entry.setId(new LogId(nextLogIndex, 0));
        }
        byte[] value = encoder.encode(entry);
        boolean done = write(
                batch -> {
                    store.deleteEntriesFrom(batch, logId, 0);
                    batch.put(store.meta(), LogKeys.firstIndex(logId), LogKeys.number(nextLogIndex));
                    put(batch, List.of(entry), List.of(value));
                },
                "reset to " + nextLogIndex);
        if (done) {
            first = nextLogIndex;
            last = nextLogIndex;
        }
        return done;
    }

    private boolean write(Committer.Mutation mutation, String what) {
        try {
            store.committer().commit(mutation, LogKeys.ENTRY_KEY_BYTES, true);
            return true;
        } catch (IOException e) {
            LOG.error("log {}: cannot {}: {}", logId, what, e.getMessage());
            return false;
        }
    }
}
