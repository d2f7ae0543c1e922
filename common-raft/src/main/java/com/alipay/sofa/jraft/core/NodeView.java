package com.alipay.sofa.jraft.core;

import com.alipay.sofa.jraft.Node;
import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.conf.ConfigurationEntry;
import com.alipay.sofa.jraft.entity.EnumOutter.ErrorType;
import com.alipay.sofa.jraft.error.RaftError;
import com.alipay.sofa.jraft.error.RaftException;
import org.jspecify.annotations.NullMarked;

/**
 * What JRaft offers only inside its package or on its implementation: the term, the configuration on a replica that does
 * not lead, and the way into the error state. Safe for any number of threads; all take the node's lock.
 */
@NullMarked // on the class: the package belongs to JRaft, whose other types are not annotated
public final class NodeView {
    private NodeView() {}

    public static long term(Node node) {
        return ((NodeImpl) node).getCurrentTerm();
    }

    /** The newest configuration in the log, committed or not. */
    public static ConfigurationEntry configuration(Node node) {
        return ((NodeImpl) node).getConf();
    }

    /**
     * Does what JRaft does itself when a state machine's callback fails: the node steps down, tells its state machine
     * through onError and serves nothing any more. Must not be called from the state machine.
     */
    public static void fail(Node node, String reason) {
        ((NodeImpl) node)
                .onError(new RaftException(
                        ErrorType.ERROR_TYPE_STATE_MACHINE, new Status(RaftError.ESTATEMACHINE, "%s", reason)));
    }
}
