package com.alipay.sofa.jraft.util;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.NullMarked;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands in for JRaft's class of the same name, which makes platform threads: JRaft takes about seven threads per
 * replica (four ring buffers, a scanner, an RPC pool, an AppendEntries thread per peer) and offers no way to share them.
 * As virtual threads they cost 300 groups on three hosts 130 threads instead of 6,100.
 *
 * <p>It must come before the JRaft jar on the class path; {@code JRaftRuntime} checks that at every start.
 *
 * <p>Concurrency: safe for any number of threads.
 */
@NullMarked // on the class: the package belongs to JRaft, whose other types are not annotated
public class NamedThreadFactory implements ThreadFactory {
    private static final Logger LOG = LoggerFactory.getLogger(NamedThreadFactory.class);

    private final String prefix;
    private final AtomicLong next = new AtomicLong();

    public NamedThreadFactory(String prefix) {
        this(prefix, true);
    }

    /** @param daemon ignored: virtual threads always are */
    public NamedThreadFactory(String prefix, boolean daemon) {
        this.prefix = prefix;
    }

    @Override
    public Thread newThread(Runnable task) {
        return Thread.ofVirtual()
                .name(prefix + next.getAndIncrement())
                .uncaughtExceptionHandler(
                        (thread, thrown) -> LOG.error("uncaught exception in raft thread {}", thread.getName(), thrown))
                .unstarted(task);
    }
}
