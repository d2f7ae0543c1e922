package io.vectron.raft.runtime;

import com.alipay.sofa.jraft.util.NamedThreadFactory;
import com.alipay.sofa.jraft.util.Utils;
import java.security.CodeSource;
import java.util.List;

/**
 * Prepares the process for JRaft; {@link #prepare} runs before any other JRaft class is loaded.
 *
 * <p>Concurrency: stateless; system properties are set at most once, and never over an operator's own.
 */
public final class JRaftRuntime {
    /**
     * JRaft's three closure pools hand tasks over without a queue and reject beyond this many threads; the default of
     * 64 to 100 is passed by a few hundred groups, and a rejected heartbeat never restarts. The threads are virtual, so a
     * large bound costs nothing.
     */
    private static final int CLOSURE_THREADS_MAX = 1 << 20;

    private static final List<String> CLOSURE_POOLS = List.of(
            "jraft.rpc.closure.threadpool.size.max",
            "jraft.closure.threadpool.size.max",
            "jraft.internal.closure.threadpool.size.max");

    private JRaftRuntime() {}

    /** @throws IllegalStateException when JRaft was touched too early or our thread factory is not the loaded one */
    public static void prepare() {
        for (String pool : CLOSURE_POOLS) {
            setIfAbsent(pool, Integer.toString(CLOSURE_THREADS_MAX));
        }
        // JRaft's generated messages are older than protobuf 22, which the runtime refuses without this
        setIfAbsent("com.google.protobuf.use_unsafe_pre22_gencode", "true");
        checkThreadFactory(new NamedThreadFactory("raft-probe-", true).newThread(() -> {}));
        int wanted = Integer.getInteger("jraft.closure.threadpool.size.max", CLOSURE_THREADS_MAX);
        if (wanted != Utils.MAX_CLOSURE_EXECUTOR_POOL_SIZE) {
            throw new IllegalStateException("JRaft was loaded before RaftHost.start: its closure pool holds "
                    + Utils.MAX_CLOSURE_EXECUTOR_POOL_SIZE + " threads, expected " + wanted);
        }
    }

    static void checkThreadFactory(Thread made) {
        if (!made.isVirtual()) {
            CodeSource source = NamedThreadFactory.class.getProtectionDomain().getCodeSource();
            throw new IllegalStateException("com.alipay.sofa.jraft.util.NamedThreadFactory comes from "
                    + (source == null ? "an unknown place" : source.getLocation())
                    + " and makes platform threads; put common-raft before jraft-core on the class path");
        }
    }

    private static void setIfAbsent(String key, String value) {
        if (System.getProperty(key) == null) {
            System.setProperty(key, value);
        }
    }
}
