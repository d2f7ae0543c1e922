package com.alipay.sofa.jraft.core;

import com.alipay.sofa.jraft.Node;
import com.alipay.sofa.jraft.conf.ConfigurationEntry;
import org.jspecify.annotations.NullMarked;

/**
 * Reads two things that JRaft shows only inside its package: the term, and the configuration on a replica that does not
 * lead. Safe for any number of threads; both take the node's read lock.
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
}
