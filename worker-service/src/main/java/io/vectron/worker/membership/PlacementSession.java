package io.vectron.worker.membership;

import io.vectron.errors.ErrorCode;
import io.vectron.errors.VectronException;
import io.vectron.placement.PlacementClient;
import io.vectron.proto.internal.v1.HeartbeatRequest;
import io.vectron.proto.internal.v1.HeartbeatResponse;
import io.vectron.proto.internal.v1.RegisterWorkerRequest;
import io.vectron.proto.internal.v1.RegisterWorkerResponse;
import io.vectron.proto.internal.v1.Worker;
import io.vectron.worker.hosting.ShardHost;
import io.vectron.worker.hosting.WorkerDirectory;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Registers this worker, sends heartbeats, and hands newer assignments to the {@link ShardHost}.
 *
 * <p>A placement driver that cannot be reached is waited for; the replicas serve meanwhile. An answer that says this
 * worker can never be a member (removed, another cluster's, a changed Raft address) ends the session through {@code
 * expelled}.
 *
 * <p>Concurrency: one virtual thread registers and sends heartbeats; another takes assignments, because starting or deleting
 * hundreds of replicas takes longer than the placement driver waits for a heartbeat. {@link #nudge} and {@link #stop} may be
 * called by any thread.
 */
public final class PlacementSession {
    private static final Logger LOG = LoggerFactory.getLogger(PlacementSession.class);
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration FAREWELL_TIMEOUT = Duration.ofSeconds(1);
    /** Between tries to start what could not be started. */
    private static final Duration RECONCILE_RETRY = Duration.ofSeconds(5);

    private static final Duration RETRY_PAUSE = Duration.ofMillis(500);
    /** Elections of many shards come together: one heartbeat tells of all that happened within this time. */
    private static final long NUDGE_COALESCE_MILLIS = 50;

    private final PlacementClient placement;
    private final WorkerDirectory directory;
    private final ShardHost host;
    private final Worker self;
    private final Duration interval;
    private final Consumer<VectronException> expelled;
    private final Semaphore nudges = new Semaphore(0);
    private final ExecutorService reconciler = Executors.newSingleThreadExecutor(
            Thread.ofVirtual().name("reconcile").factory());
    private final AtomicBoolean isReconciling = new AtomicBoolean();
    private volatile boolean stopping;
    private volatile boolean registered;
    private @Nullable Thread thread;
    private volatile long knownRevision;
    private volatile long retryAtNanos = System.nanoTime();
    private final SessionObserver observer;

    public PlacementSession(
            PlacementClient placement,
            WorkerDirectory directory,
            ShardHost host,
            Worker self,
            Duration interval,
            SessionObserver observer,
            Consumer<VectronException> expelled) {
        this.placement = placement;
        this.directory = directory;
        this.host = host;
        this.self = self;
        this.interval = interval;
        this.observer = observer;
        this.expelled = expelled;
        this.knownRevision = directory.revision();
    }

    public void start() {
        thread = Thread.ofVirtual().name("placement-session").start(this::run);
    }

    /** Something changed that routers should know: the next heartbeat goes out at once. */
    public void nudge() {
        if (nudges.availablePermits() == 0) {
            nudges.release();
        }
    }

    /** True once the placement driver knows this worker. */
    public boolean isRegistered() {
        return registered;
    }

    /** True from when the worker was told to stop. */
    public boolean isStopping() {
        return stopping;
    }

    private void run() {
        while (!stopping) {
            try {
                if (!registered) {
                    register();
                }
                heartbeat(false, CALL_TIMEOUT);
                observer.heartbeat(SessionObserver.OK);
                awaitNextBeat();
            } catch (VectronException e) {
                observer.heartbeat(e.code().name());
                if (endsMembership(e)) {
                    LOG.error("the placement driver refuses this worker: {}", e.getMessage());
                    expelled.accept(e);
                    return;
                }
                recover(e);
            } catch (RuntimeException e) {
                LOG.error("heartbeat failed", e);
                observer.heartbeat(ErrorCode.INTERNAL.name());
                pause();
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private static boolean endsMembership(VectronException e) {
        return switch (e.code()) {
            case WORKER_REMOVED, CLUSTER_MISMATCH, WORKER_ADDRESS_CHANGED -> true;
            default -> false;
        };
    }

    private void recover(VectronException e) {
        if (e.code() == ErrorCode.WORKER_UNKNOWN) {
            registered = false;
        } else if (!stopping) {
            LOG.warn("placement driver: {}", e.getMessage());
            pause();
        }
    }

    private void register() {
        RegisterWorkerRequest request = RegisterWorkerRequest.newBuilder()
                .setWorker(self)
                .setClusterId(directory.clusterId())
                .build();
        RegisterWorkerResponse response = placement.call(stub -> stub.registerWorker(request), CALL_TIMEOUT);
        directory.bindCluster(response.getClusterId());
        registered = true;
        LOG.info("worker {} is a member of cluster {}", self.getId(), response.getClusterId());
    }

    private void heartbeat(boolean farewell, Duration timeout) {
        HeartbeatRequest request = HeartbeatRequest.newBuilder()
                .setWorkerId(self.getId())
                .setKnownRevision(knownRevision)
                .setLoad(LoadProbe.read(directory.root()))
                .addAllReplicas(host.facts())
                .setStopping(farewell)
                .build();
        HeartbeatResponse response = placement.call(stub -> stub.heartbeat(request), timeout);
        if (!farewell && response.getHasAssignments() && response.getRevision() > knownRevision) {
            take(response);
        }
    }

    /** Until it is done, heartbeats go on with the old revision and are answered with the list again. */
    private void take(HeartbeatResponse response) {
        if (System.nanoTime() - retryAtNanos < 0 || !isReconciling.compareAndSet(false, true)) {
            return;
        }
        try {
            reconciler.execute(() -> {
                try {
                    reconcile(response);
                } finally {
                    isReconciling.set(false);
                }
            });
        } catch (RejectedExecutionException e) {
            // the session is stopping
            isReconciling.set(false);
        }
    }

    private void reconcile(HeartbeatResponse response) {
        boolean isComplete = host.reconcile(response.getAssignmentsList());
        observer.reconciled(isComplete);
        if (isComplete) {
            directory.revision(response.getRevision());
            knownRevision = response.getRevision();
            nudge();
        } else {
            retryAtNanos = System.nanoTime() + RECONCILE_RETRY.toNanos();
        }
    }

    private void awaitNextBeat() throws InterruptedException {
        if (nudges.tryAcquire(interval.toMillis(), TimeUnit.MILLISECONDS)) {
            Thread.sleep(NUDGE_COALESCE_MILLIS);
            var _ = nudges.drainPermits();
        }
    }

    private void pause() {
        try {
            Thread.sleep(RETRY_PAUSE);
        } catch (InterruptedException e) {
            stopping = true;
        }
    }

    /** Ends the session; the placement driver hears that this worker stops, so that routers go elsewhere at once. */
    public void stop() throws InterruptedException {
        stopping = true;
        reconciler.shutdown();
        Thread running = thread;
        if (running == null) {
            return;
        }
        running.interrupt();
        running.join(CALL_TIMEOUT);
        if (registered) {
            try {
                heartbeat(true, FAREWELL_TIMEOUT);
            } catch (VectronException e) {
                LOG.debug("the farewell did not arrive: {}", e.getMessage());
            }
        }
    }
}
