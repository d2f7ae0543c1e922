package io.vectron.raft.log;

import com.alipay.sofa.jraft.core.NodeImpl;
import com.alipay.sofa.jraft.entity.EnumOutter;
import com.alipay.sofa.jraft.entity.PeerId;
import com.alipay.sofa.jraft.error.RaftError;
import com.alipay.sofa.jraft.error.RaftException;
import com.alipay.sofa.jraft.option.RaftMetaStorageOptions;
import com.alipay.sofa.jraft.storage.RaftMetaStorage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Term and vote of one group; on disk before any setter returns true.
 *
 * <p>Concurrency: JRaft calls the setters under its node's write lock; the getters may come from any thread.
 *
 * <p>Invariants: the term never goes back, and within a term a vote never changes to another peer.
 */
public final class GroupMeta implements RaftMetaStorage {
    private static final Logger LOG = LoggerFactory.getLogger(GroupMeta.class);

    private record Vote(long term, PeerId votedFor) {
        byte[] encode() {
            byte[] peer = votedFor.toString().getBytes(StandardCharsets.UTF_8);
            return ByteBuffer.allocate(Long.BYTES + peer.length)
                    .putLong(term)
                    .put(peer)
                    .array();
        }

        static Vote decode(byte[] value, long logId) {
            PeerId peer = new PeerId();
            if (value.length < Long.BYTES
                    || !peer.parse(new String(value, Long.BYTES, value.length - Long.BYTES, StandardCharsets.UTF_8))) {
                throw new IllegalStateException(
                        "the vote of log " + logId + " is damaged: " + value.length + " bytes that name no peer");
            }
            return new Vote(ByteBuffer.wrap(value).getLong(), peer);
        }
    }

    private final long logId;
    private final LogStore store;
    private @Nullable NodeImpl node;
    private volatile Vote vote = new Vote(0, PeerId.emptyPeer());

    GroupMeta(long logId, LogStore store) {
        this.logId = logId;
        this.store = store;
    }

    @Override
    public boolean init(RaftMetaStorageOptions options) {
        node = options.getNode();
        return load();
    }

    boolean load() {
        try {
            byte[] value = store.db().get(store.meta(), LogKeys.vote(logId));
            if (value != null) {
                vote = Vote.decode(value, logId);
            }
            return true;
        } catch (RocksDBException e) {
            LOG.error("cannot read term and vote of log {}", logId, e);
            return false;
        }
    }

    @Override
    public void shutdown() {
        // the shared log stays open for the other groups
    }

    @Override
    public boolean setTerm(long term) {
        return save(new Vote(term, vote.votedFor));
    }

    @Override
    public long getTerm() {
        return vote.term;
    }

    @Override
    public boolean setVotedFor(PeerId peer) {
        return save(new Vote(vote.term, peer.copy()));
    }

    @Override
    public PeerId getVotedFor() {
        return vote.votedFor;
    }

    @Override
    public boolean setTermAndVotedFor(long term, PeerId peer) {
        return save(new Vote(term, peer.copy()));
    }

    private boolean save(Vote next) {
        assert next.term >= vote.term
                : "term of log " + logId + " would go back from " + vote.term + " to " + next.term;
        byte[] value = next.encode();
        try {
            store.committer().commit(batch -> batch.put(store.meta(), LogKeys.vote(logId), value), value.length, true);
            vote = next;
            return true;
        } catch (IOException e) {
            LOG.error("cannot write term {} and vote of log {}", next.term, logId, e);
            NodeImpl owner = node;
            if (owner != null) {
                owner.onError(new RaftException(EnumOutter.ErrorType.ERROR_TYPE_META, RaftError.EIO, e.getMessage()));
            }
            return false;
        }
    }
}
