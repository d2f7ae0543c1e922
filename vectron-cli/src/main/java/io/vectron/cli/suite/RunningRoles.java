package io.vectron.cli.suite;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Roles that run in this process, stopped in the opposite order of their start: first the router, so that no request
 * meets a stopped worker, then the worker, which tells the placement driver that it goes.
 *
 * <p>Concurrency: the monitor guards {@code contexts}; {@link #close} may come from the shutdown hook while the main
 * thread still starts a role, and then waits for it.
 */
final class RunningRoles implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RunningRoles.class);

    private final Deque<ConfigurableApplicationContext> contexts = new ArrayDeque<>();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile boolean isStopping;
    private volatile @Nullable Role stoppedByItself;

    synchronized void start(Role role, List<String> arguments) {
        if (!isStopping) {
            contexts.push(role.start(arguments, () -> contextClosed(role)));
        }
    }

    /** A worker that the placement driver expelled closes its own context: the process must not live on as if it served. */
    private void contextClosed(Role role) {
        if (!isStopping) {
            stoppedByItself = role;
            stopped.countDown();
        }
    }

    /**
     * Returns when the roles were told to stop.
     *
     * @throws SuiteException when one of them stopped by itself
     */
    void awaitStop() throws InterruptedException {
        stopped.await();
        Role role = stoppedByItself;
        if (role != null) {
            throw new SuiteException("the " + role.title() + " stopped by itself; its log says why");
        }
    }

    @Override
    public synchronized void close() {
        isStopping = true;
        while (!contexts.isEmpty()) {
            try {
                contexts.pop().close();
            } catch (RuntimeException e) {
                // the others still have to stop
                LOG.warn("a service did not stop cleanly", e);
            }
        }
        stopped.countDown();
    }
}
