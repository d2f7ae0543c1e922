package io.vectron.raft.log;

import com.alipay.sofa.jraft.conf.ConfigurationManager;
import com.alipay.sofa.jraft.entity.EnumOutter.EntryType;
import com.alipay.sofa.jraft.entity.LogEntry;
import com.alipay.sofa.jraft.entity.LogId;
import com.alipay.sofa.jraft.entity.PeerId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Entries whose content follows from group, index and term, so that a reader can tell any other. */
final class LogFixture {
    private LogFixture() {}

    static LogEntry data(long group, long index, long term) {
        LogEntry entry = new LogEntry(EntryType.ENTRY_TYPE_DATA);
        entry.setId(new LogId(index, term));
        entry.setData(ByteBuffer.wrap(content(group, index, term).getBytes(StandardCharsets.UTF_8)));
        return entry;
    }

    static LogEntry configuration(long index, long term, String... peers) {
        LogEntry entry = new LogEntry(EntryType.ENTRY_TYPE_CONFIGURATION);
        entry.setId(new LogId(index, term));
        List<PeerId> ids = new ArrayList<>();
        for (String peer : peers) {
            ids.add(PeerId.parsePeer(peer));
        }
        entry.setPeers(ids);
        return entry;
    }

    static List<LogEntry> data(long group, long from, long to, long term) {
        List<LogEntry> entries = new ArrayList<>();
        for (long index = from; index <= to; index++) {
            entries.add(data(group, index, term));
        }
        return entries;
    }

    static String content(long group, long index, long term) {
        return "group " + group + " index " + index + " term " + term + " " + "x".repeat((int) (index % 300));
    }

    static String text(GroupLog log, long index) {
        LogEntry entry = Objects.requireNonNull(log.getEntry(index), "entry " + index);
        return StandardCharsets.UTF_8.decode(entry.getData().duplicate()).toString();
    }

    static GroupLog load(SharedRaftLog log, long group) {
        return load(log, group, new ConfigurationManager());
    }

    static GroupLog load(SharedRaftLog log, long group, ConfigurationManager configurations) {
        GroupLog loaded = log.log(group);
        if (!loaded.load(configurations)) {
            throw new IllegalStateException("group " + group + " does not load");
        }
        return loaded;
    }

    static GroupMeta loadMeta(SharedRaftLog log, long group) {
        GroupMeta meta = log.meta(group);
        if (!meta.load()) {
            throw new IllegalStateException("meta of group " + group + " does not load");
        }
        return meta;
    }
}
