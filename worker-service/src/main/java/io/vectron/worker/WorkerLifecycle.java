package io.vectron.worker;

import io.vectron.worker.hosting.ShardHost;
import io.vectron.worker.membership.PlacementSession;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.ApplicationContextEvent;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.ContextRefreshedEvent;

/**
 * The order of start and stop around the gRPC server, whose phase is the highest there is.
 *
 * <p>Start: the replicas on disk (this bean's phase, below the server's), the server, then the placement session when the
 * context is refreshed: nobody is sent here before this worker can answer. Stop: when the context begins to close,
 * leaderships go to other replicas and the placement driver hears of it while calls are still answered; then the server
 * ends its calls; then the replicas are flushed and closed.
 */
final class WorkerLifecycle implements SmartLifecycle, ApplicationListener<ApplicationContextEvent> {
    private final ShardHost host;
    private final PlacementSession session;
    private volatile boolean running;

    WorkerLifecycle(ShardHost host, PlacementSession session) {
        this.host = host;
        this.session = session;
    }

    @Override
    public int getPhase() {
        return 0;
    }

    @Override
    public void start() {
        try {
            host.openStored();
            running = true;
        } catch (IOException e) {
            host.close();
            throw new UncheckedIOException("cannot read the worker's data directory: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            // the replicas that did open must not keep their files
            host.close();
            throw e;
        }
    }

    @Override
    public void onApplicationEvent(ApplicationContextEvent event) {
        if (event instanceof ContextRefreshedEvent) {
            session.start();
        } else if (event instanceof ContextClosedEvent && running) {
            leave();
        }
    }

    private void leave() {
        host.giveUpLeaderships();
        try {
            session.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void stop() {
        running = false;
        host.close();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
