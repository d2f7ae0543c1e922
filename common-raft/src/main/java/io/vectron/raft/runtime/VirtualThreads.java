package io.vectron.raft.runtime;

import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;

/**
 * A virtual thread per task, for ever: unlike an ExecutorService it has nothing to shut down, so an answer that arrives
 * while a host closes still reaches whoever waits for it.
 *
 * <p>Concurrency: safe for any number of threads.
 */
public final class VirtualThreads implements Executor {
    private final ThreadFactory factory;

    public VirtualThreads(String name) {
        factory = Thread.ofVirtual().name(name + "-", 0).factory();
    }

    @Override
    public void execute(Runnable task) {
        factory.newThread(task).start();
    }
}
