package io.vectron.cli.suite;

import io.vectron.errors.VectronException;
import io.vectron.router.access.Access;
import io.vectron.router.operations.CollectionOperations;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Roles that run in this process, stopped in the opposite order of their start: first the dashboard and the router, so that
 * no request meets a stopped worker, then the worker, which tells the placement driver that it goes.
 *
 * <p>Concurrency: the monitor guards {@code contexts}; {@link #close} may come from the shutdown hook while the main
 * thread still starts a role, and then waits for it.
 */
final class RunningRoles implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RunningRoles.class);

    /** The caller that waits for the router here, in this very process. */
    private static final Access STARTER = new Access("vectron-up", io.vectron.router.access.Role.READ, Set.of(), false);

    private static final Duration POLL = Duration.ofMillis(50);

    /** A role that runs. */
    private record Running(Role role, ConfigurableApplicationContext context) {}

    private final Deque<Running> contexts = new ArrayDeque<>();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile boolean isStopping;
    private volatile @Nullable Role stoppedByItself;

    synchronized void start(Role role, List<String> arguments) {
        if (!isStopping) {
            contexts.push(new Running(role, role.start(arguments, () -> contextClosed(role))));
        }
    }

    /** Asks the router, which has to run, until it can list the collections. */
    void awaitReady(Duration limit) {
        CollectionOperations collections = router().getBean(CollectionOperations.class);
        long giveUpAt = System.nanoTime() + limit.toNanos();
        while (true) {
            try {
                var _ = collections.list(STARTER);
                return;
            } catch (VectronException e) {
                if (System.nanoTime() - giveUpAt >= 0) {
                    throw new SuiteException(
                            "the router is not ready after " + limit.toSeconds() + " s: " + e.getMessage(), e);
                }
                LockSupport.parkNanos(POLL.toNanos());
            }
        }
    }

    private synchronized ConfigurableApplicationContext router() {
        return contexts.stream()
                .filter(running -> running.role() == Role.ROUTER)
                .map(Running::context)
                .findFirst()
                .orElseThrow(() -> new SuiteException("the suite is stopping"));
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
                contexts.pop().context().close();
            } catch (RuntimeException e) {
                // the others still have to stop
                LOG.warn("a service did not stop cleanly", e);
            }
        }
        stopped.countDown();
    }
}
