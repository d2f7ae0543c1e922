package io.vectron.pd;

import io.vectron.pd.api.PlacementMember;
import io.vectron.raft.RaftException;
import io.vectron.raft.RaftGroup;
import io.vectron.raft.RaftGroupSettings;
import io.vectron.raft.RaftGroupSettings.SnapshotPolicy;
import io.vectron.raft.RaftHost;
import io.vectron.raft.RaftHostSettings;
import io.vectron.raft.RaftStartException;
import io.vectron.raft.transport.RaftTls;
import io.vectron.raft.transport.RaftTransportSettings;
import io.vectron.tls.ClusterDoor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.grpc.server.lifecycle.GrpcServerStartedEvent;

/**
 * Raft's life in this process: up before the gRPC server takes calls, down after it has answered the last.
 *
 * <p>Concurrency: Spring calls start and stop one after the other. Invariants: {@code host} is set while it runs, and only
 * then.
 */
final class PdNode implements SmartLifecycle, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PdNode.class);
    private static final String GROUP = "placement";
    private static final long LOG_ID = 0;
    private static final long SNAPSHOT_BYTES = 16L << 20;
    /** Handing leadership over takes one round trip; longer means that the other member is not there. */
    private static final long TRANSFER_MILLIS_MAX = 1_000;

    private final PdSettings settings;
    private final PlacementMember member;
    private final DataDirectory directory;
    private final ClusterDoor door;
    private final Consumer<RaftHost> onStarted;
    private volatile @Nullable RaftHost host;

    /** @param onStarted told of the host before it has a group */
    PdNode(
            PdSettings settings,
            PlacementMember member,
            DataDirectory directory,
            ClusterDoor door,
            Consumer<RaftHost> onStarted) {
        this.settings = settings;
        this.member = member;
        this.directory = directory;
        this.door = door;
        this.onStarted = onStarted;
    }

    @Override
    public void start() {
        checkPortIsFree();
        RaftHost started = null;
        try {
            started = RaftHost.start(hostSettings());
            onStarted.accept(started);
            member.joined(started.join(groupSettings(), member.machine()));
            host = started;
        } catch (RaftStartException e) {
            if (started != null) {
                started.close();
            }
            throw new PdStartException(
                    reason(e) + " (vectron.pd.raft-port=" + settings.raftPort() + ", vectron.pd.data-directory="
                            + settings.dataDirectory() + ")",
                    e);
        }
        LOG.info(
                "placement driver {} of members {}, data in {}",
                settings.host() + ":" + settings.raftPort(),
                member.members().all(),
                settings.dataDirectory());
    }

    /** Raft says that a snapshot or an entry could not be loaded; the state machine knows which file and why. */
    private String reason(RaftStartException e) {
        String raft = String.valueOf(e.getMessage());
        String why = member.failure().map(Throwable::getMessage).orElse("");
        return raft.contains(why) ? raft : raft + ": " + why;
    }

    /** The gRPC server binds later and says less; asking first also leaves raft alone when the start cannot succeed. */
    private void checkPortIsFree() {
        if (settings.port() == 0) {
            return;
        }
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(settings.listenAddress(), settings.port()));
        } catch (IOException e) {
            throw new PdStartException(
                    "cannot listen on " + settings.listenAddress() + ":" + settings.port() + " (" + e.getMessage()
                            + "): stop what uses the port, or set vectron.pd.port",
                    e);
        }
    }

    private RaftHostSettings hostSettings() {
        RaftTransportSettings plain = RaftTransportSettings.PLAINTEXT.withBindAddress(settings.listenAddress());
        RaftTransportSettings transport = door.identity()
                .map(identity -> RaftTls.protect(plain, identity::keyManagers, identity::trustManagers))
                .orElse(plain);
        return RaftHostSettings.of(settings.host(), settings.raftPort(), directory.raftLog())
                .withApplyThreads(RaftHostSettings.APPLY_THREADS_MIN)
                .withTransport(transport);
    }

    private RaftGroupSettings groupSettings() {
        return RaftGroupSettings.of(GROUP, LOG_ID, member.members().raftAddresses(), directory.snapshots())
                .withElectionTimeout(settings.electionTimeout())
                .withProposalTimeout(settings.requestTimeout())
                .withSnapshotPolicy(new SnapshotPolicy(settings.snapshotEntries(), SNAPSHOT_BYTES));
    }

    @EventListener
    void serving(GrpcServerStartedEvent event) {
        member.servesAt(event.getPort());
        LOG.info("placement driver serves gRPC at {}:{}", settings.listenAddress(), event.getPort());
    }

    /** Before the gRPC server stops: open watches would keep it waiting, and the others need a leader. */
    @EventListener
    void closing(ContextClosedEvent event) {
        RaftHost running = host;
        if (running == null) {
            return;
        }
        member.stopServing();
        running.group(GROUP).filter(RaftGroup::isLeader).ifPresent(this::handOver);
    }

    private void handOver(RaftGroup group) {
        for (String other : member.members().others()) {
            try {
                group.transferLeadership(other)
                        .orTimeout(TRANSFER_MILLIS_MAX, TimeUnit.MILLISECONDS)
                        .join();
                return;
            } catch (CompletionException | RaftException e) {
                // an election without us does the same, only slower
                LOG.info("leadership could not be handed to {}: {}", other, e.getMessage());
            }
        }
    }

    @Override
    public void stop() {
        RaftHost running = host;
        host = null;
        if (running != null) {
            running.close();
        }
    }

    /** For a start that fails half-way, where Spring destroys beans without stopping them. */
    @Override
    public void close() {
        stop();
    }

    @Override
    public boolean isRunning() {
        return host != null;
    }

    /** Before the gRPC server, which is in the last phase, and after it on the way down. */
    @Override
    public int getPhase() {
        return 0;
    }
}
