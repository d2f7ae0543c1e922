package io.vectron.raft;

import com.alipay.sofa.jraft.core.DefaultJRaftServiceFactory;
import com.alipay.sofa.jraft.option.NodeOptions;
import com.alipay.sofa.jraft.option.RaftOptions;
import com.alipay.sofa.jraft.storage.LogStorage;
import com.alipay.sofa.jraft.storage.RaftMetaStorage;
import com.alipay.sofa.jraft.storage.SnapshotStorage;
import io.vectron.raft.log.GroupLog;
import io.vectron.raft.log.GroupMeta;

/** Gives one node its part of the host's shared log, and its snapshot directory. */
final class GroupServices extends DefaultJRaftServiceFactory {
    private final GroupLog log;
    private final GroupMeta meta;
    private final RaftGroupSettings settings;

    GroupServices(GroupLog log, GroupMeta meta, RaftGroupSettings settings) {
        this.log = log;
        this.meta = meta;
        this.settings = settings;
    }

    @Override
    public LogStorage createLogStorage(String uri, RaftOptions options) {
        return log;
    }

    @Override
    public RaftMetaStorage createRaftMetaStorage(String uri, RaftOptions options) {
        return meta;
    }

    @Override
    public SnapshotStorage createSnapshotStorage(NodeOptions options) {
        return new SnapshotStore(settings.snapshotDirectory(), options.getRaftOptions());
    }
}
