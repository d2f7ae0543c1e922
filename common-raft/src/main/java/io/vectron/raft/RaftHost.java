package io.vectron.raft;

import com.alipay.sofa.jraft.Node;
import com.alipay.sofa.jraft.RaftServiceFactory;
import com.alipay.sofa.jraft.option.NodeOptions;
import io.vectron.raft.log.AppendObserver;
import io.vectron.raft.log.GroupLog;
import io.vectron.raft.log.GroupMeta;
import io.vectron.raft.log.SharedRaftLog;
import io.vectron.raft.runtime.JRaftRuntime;
import io.vectron.raft.runtime.Turnstile;
import io.vectron.raft.runtime.VirtualThreads;
import io.vectron.raft.transport.RaftTransport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One process role's share in raft: one RPC server, one log on disk, a few threads, and any number of groups on them.
 * Several hosts may live in one process.
 *
 * <p>Concurrency: safe for any number of threads; the monitor guards joining, leaving, destroying and closing.
 *
 * <p>Invariants: a group id and a log id are in use by at most one open group.
 */
public final class RaftHost implements AutoCloseable {
    static final long TICK_MILLIS = 100;
    private static final int SNAPSHOT_THREADS = 2;
    private static final Logger LOG = LoggerFactory.getLogger(RaftHost.class);

    /** Files that a log directory has once a host has started on it; one that lost them must not be started on again. */
    public static final List<String> LOG_MARKER_FILES = SharedRaftLog.MARKER_FILES;

    private final RaftHostSettings settings;
    private final SharedRaftLog log;
    private final RaftTransport transport;
    private final MachineDriver.Threads threads;
    private final Executor callbacks;
    private final ScheduledExecutorService clock;
    private final Map<String, RaftGroup> groups = new ConcurrentHashMap<>();
    private boolean closed; // guarded by this

    private RaftHost(RaftHostSettings settings, SharedRaftLog log, RaftTransport transport) {
        this.settings = settings;
        this.log = log;
        this.transport = transport;
        int port = settings.port();
        threads = new MachineDriver.Threads(
                new Turnstile("raft-apply-" + port, settings.applyThreads()),
                new Turnstile("raft-snapshot-" + port, SNAPSHOT_THREADS));
        callbacks = new VirtualThreads("raft-callback-" + port);
        clock = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("raft-clock-" + port).factory());
        var _ = clock.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /**
     * @throws RaftStartException when the log directory is foreign, damaged or in use, or the port is taken; the message
     *     names it
     */
    public static RaftHost start(RaftHostSettings settings) {
        SharedRaftLog log;
        try {
            JRaftRuntime.prepare();
            log = SharedRaftLog.open(settings.directory(), settings.sync());
        } catch (IOException | IllegalStateException e) {
            throw new RaftStartException("raft host " + settings.address() + ": " + e.getMessage(), e);
        }
        try {
            RaftTransport transport = RaftTransport.start(settings.host(), settings.port(), settings.transport());
            LOG.info("raft host {} started, log in {}", settings.address(), settings.directory());
            return new RaftHost(settings, log, transport);
        } catch (IOException | RuntimeException e) {
            log.close();
            throw new RaftStartException("raft host " + settings.address() + ": " + e.getMessage(), e);
        }
    }

    /** host:port, as peers know this host. */
    public String address() {
        return settings.address();
    }

    /**
     * Starts this host's replica of a group, new or found in the log, loading its last snapshot if the machine is behind
     * it. Returns before a leader is elected; the machine's callbacks may come before it returns.
     *
     * @throws RaftStartException when the snapshot or the log can not be read
     * @throws IllegalStateException when the group id or the log id is in use here, or the host is closed
     */
    public synchronized RaftGroup join(RaftGroupSettings group, ReplicatedStateMachine machine) {
        checkFree(group);
        GroupLog groupLog = log.log(group.logId());
        GroupMeta groupMeta = log.meta(group.logId());
        MachineDriver driver = new MachineDriver(group.groupId(), machine, threads);
        NodeOptions options = transport.newNodeOptions();
        JRaftOptions.fill(options, group);
        options.setFsm(driver);
        options.setServiceFactory(new GroupServices(groupLog, groupMeta, group));
        Node node = startNode(group, options, driver);
        RaftGroup joined = new RaftGroup(
                new RaftGroup.Parts(group, node, driver, groupLog, groupMeta, callbacks),
                left -> groups.remove(left.groupId(), left));
        groups.put(group.groupId(), joined);
        return joined;
    }

    private void checkFree(RaftGroupSettings wanted) {
        if (closed) {
            throw new IllegalStateException("raft host " + address() + " is closed");
        }
        for (RaftGroup open : groups.values()) {
            RaftGroupSettings other = open.settings();
            if (other.groupId().equals(wanted.groupId()) || other.logId() == wanted.logId()) {
                throw new IllegalStateException("group " + wanted.groupId() + " with log id " + wanted.logId()
                        + " collides with open group " + other.groupId() + " with log id " + other.logId());
            }
        }
    }

    private Node startNode(RaftGroupSettings group, NodeOptions options, MachineDriver driver) {
        Node node = RaftServiceFactory.createRaftNode(group.groupId(), Peers.parse(address()));
        try {
            Files.createDirectories(group.snapshotDirectory());
            if (node.init(options)) {
                return node;
            }
            throw new IllegalStateException("JRaft refused to start it");
        } catch (IOException | RuntimeException e) {
            RaftGroup.stop(node, group.groupId());
            Throwable why = driver.failure() == null ? e : driver.failure();
            throw new RaftStartException(
                    "group " + group.groupId() + " cannot start on " + address() + ": " + why.getMessage(), why);
        }
    }

    /** For tests of truncation. */
    long firstLogIndex(long logId) {
        return log.firstIndex(logId);
    }

    /** For tests that cut a host off. */
    RaftTransport transport() {
        return transport;
    }

    public Optional<RaftGroup> group(String groupId) {
        return Optional.ofNullable(groups.get(groupId));
    }

    /** The open groups, in no order. */
    public Collection<RaftGroup> groups() {
        return List.copyOf(groups.values());
    }

    /** Tells {@code observer} of each batch that is written to the log from now on. */
    public void observeAppends(AppendObserver observer) {
        log.observe(observer);
    }

    /** Size of the log of all groups on disk; O(files). */
    public long logBytes() {
        return log.sizeBytes();
    }

    /** Ids of every group that left anything in the log, open or not: for finding replicas to destroy. */
    public SortedSet<Long> storedLogIds() {
        return log.logIds();
    }

    /**
     * Removes a closed group's log, term and vote for good. Its snapshot directory is the caller's to delete. The log id
     * must not be used again for another group.
     *
     * @throws IllegalStateException while the group is open
     * @throws UncheckedIOException when the log has failed
     */
    public synchronized void destroyGroup(long logId) {
        groups.values().stream()
                .filter(open -> open.settings().logId() == logId)
                .findAny()
                .ifPresent(open -> {
                    throw new IllegalStateException(
                            "group " + open.groupId() + " is open: close it before destroying log " + logId);
                });
        try {
            log.destroy(logId);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void tick() {
        long now = System.nanoTime();
        for (RaftGroup group : groups.values()) {
            try {
                group.tick(now);
            } catch (RuntimeException e) {
                LOG.error("tick of group {} failed", group.groupId(), e);
            }
        }
    }

    /** Closes the groups, the server and the log, in this order; leaves no thread and no port behind. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        closeGroups();
        clock.shutdownNow();
        transport.close();
        threads.apply().close();
        threads.snapshot().close();
        log.close();
        LOG.info("raft host {} closed", address());
    }

    private void closeGroups() {
        List<Thread> closing = new ArrayList<>();
        for (RaftGroup group : groups.values()) {
            closing.add(Thread.ofVirtual().start(group::close));
        }
        try {
            for (Thread thread : closing) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
