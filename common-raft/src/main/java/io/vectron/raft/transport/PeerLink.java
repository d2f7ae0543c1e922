package io.vectron.raft.transport;

import com.alipay.sofa.jraft.error.ConnectionFailureException;
import com.alipay.sofa.jraft.error.InvokeTimeoutException;
import com.alipay.sofa.jraft.error.RemotingException;
import com.alipay.sofa.jraft.rpc.RpcRequests.AppendEntriesRequest;
import com.alipay.sofa.jraft.util.Endpoint;
import com.google.protobuf.Message;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The channel to one peer process. Entry-carrying AppendEntries share one HTTP/2 stream, because JRaft's pipelining
 * needs them in order and separate unary calls may overtake each other; heartbeats share a second stream, which is
 * cheaper than a call each and is not held up by bulk data; everything else is a unary call.
 *
 * <p>Concurrency: laneLock guards the lanes and what is unanswered on them; callbacks are called outside of it.
 *
 * <p>Invariants: pendingBytes is the sum over pending; every call's Done is told exactly once.
 */
final class PeerLink {
    private static final Logger LOG = LoggerFactory.getLogger(PeerLink.class);

    /** Called exactly once, with a result or an error, on any thread; must not block. */
    interface Done {
        void complete(@Nullable Object result, @Nullable Throwable error);
    }

    private record Pending(Done done, long deadlineNanos, int bytes, Lane lane) {}

    private final Endpoint endpoint;
    private final RaftTransportSettings settings;
    private final ManagedChannel channel;
    private final Consumer<PeerLink> onReady;
    private final Set<GrpcRaftClient> users = ConcurrentHashMap.newKeySet();
    private final Object laneLock = new Object();
    private final Map<Long, Pending> pending = new HashMap<>(); // guarded by laneLock
    private @Nullable Lane bulk; // guarded by laneLock: entries and probes, in the order sent
    private @Nullable Lane beat; // guarded by laneLock: heartbeats, never behind bulk data
    private long nextId; // guarded by laneLock
    private long pendingBytes; // guarded by laneLock
    private volatile long lastUsedNanos = System.nanoTime();
    private volatile boolean closed;
    private long lastHurryNanos;

    PeerLink(Endpoint endpoint, RaftTransportSettings settings, Consumer<PeerLink> onReady) {
        this.endpoint = endpoint;
        this.settings = settings;
        this.onReady = onReady;
        NettyChannelBuilder builder = NettyChannelBuilder.forAddress(endpoint.getIp(), endpoint.getPort())
                .directExecutor()
                .disableRetry()
                .maxInboundMessageSize(settings.maxMessageBytes())
                .flowControlWindow(settings.flowControlWindow())
                .keepAliveTime(settings.keepAlive().toMillis(), TimeUnit.MILLISECONDS)
                .keepAliveTimeout(settings.keepAlive().toMillis(), TimeUnit.MILLISECONDS)
                .keepAliveWithoutCalls(true);
        if (settings.clientTls() == null) {
            builder.usePlaintext();
        } else {
            builder.sslContext(settings.clientTls());
            if (settings.authority() != null) {
                builder.overrideAuthority(settings.authority());
            }
        }
        channel = builder.build();
        watch(ConnectivityState.IDLE);
    }

    Endpoint endpoint() {
        return endpoint;
    }

    Set<GrpcRaftClient> users() {
        return users;
    }

    /** False when the link was closed meanwhile. */
    boolean touch(GrpcRaftClient user) {
        lastUsedNanos = System.nanoTime();
        users.add(user);
        return !closed;
    }

    long idleNanos(long now) {
        return now - lastUsedNanos;
    }

    ConnectivityState state(boolean connect) {
        return channel.getState(connect);
    }

    private void watch(ConnectivityState from) {
        channel.notifyWhenStateChanged(from, () -> {
            ConnectivityState now = channel.getState(false);
            LOG.debug("raft channel to {}: {}", endpoint, now);
            if (now == ConnectivityState.READY) {
                onReady.accept(this);
            }
            if (now != ConnectivityState.SHUTDOWN) {
                watch(now);
            }
        });
    }

    /** gRPC's reconnect back-off grows to two minutes; a raft peer must be back sooner. */
    void hurryReconnect(long now) {
        if (now - lastHurryNanos >= settings.reconnectInterval().toNanos()) {
            lastHurryNanos = now;
            if (channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE) {
                channel.resetConnectBackoff();
            }
        }
    }

    void close() {
        closed = true;
        LOG.info("closing the raft channel to {}", endpoint);
        channel.shutdownNow();
    }

    void call(Message request, long timeoutMs, Done done) {
        if (request instanceof AppendEntriesRequest append) {
            callOrdered(append, RaftMessages.isOrdered(append), timeoutMs, done);
        } else {
            callUnary(request, timeoutMs, done);
        }
    }

    private void callUnary(Message request, long timeoutMs, Done done) {
        ClientCall<Message, Message> call = channel.newCall(
                RaftMessages.of(request).method(),
                CallOptions.DEFAULT.withDeadlineAfter(timeoutMs, TimeUnit.MILLISECONDS));
        AtomicBoolean once = new AtomicBoolean();
        ClientCalls.asyncUnaryCall(call, request, new StreamObserver<>() {
            @Override
            public void onNext(Message response) {
                if (once.compareAndSet(false, true)) {
                    done.complete(response, null);
                }
            }

            @Override
            public void onError(Throwable t) {
                if (once.compareAndSet(false, true)) {
                    done.complete(null, translate(t));
                }
            }

            @Override
            public void onCompleted() {
                onError(Status.UNAVAILABLE.withDescription("no response").asRuntimeException());
            }
        });
    }

    private void callOrdered(AppendEntriesRequest request, boolean isBulk, long timeoutMillis, Done done) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        RemotingException refused;
        synchronized (laneLock) {
            refused = send(request, isBulk, deadline, done);
        }
        if (refused != null) {
            done.complete(null, refused);
        }
    }

    /** Under laneLock. Returns why the request was not sent; null means that {@code done} will be told. */
    private @Nullable RemotingException send(AppendEntriesRequest request, boolean isBulk, long deadline, Done done) {
        int bytes = request.getSerializedSize();
        if (isBulk && pendingBytes > 0 && pendingBytes + bytes > settings.maxPendingBytesPerPeer()) {
            return new RemotingException("peer " + endpoint + " is behind: " + pendingBytes + " bytes pending");
        }
        Lane lane = lane(isBulk);
        if (lane.cause != null) {
            return lane.cause; // opening may fail on the spot
        }
        long id = ++nextId;
        pending.put(id, new Pending(done, deadline, bytes, lane));
        pendingBytes += bytes;
        try {
            lane.send(new Frame(id, request));
            return null;
        } catch (RuntimeException e) {
            // when the lane broke meanwhile, it has told done already
            return drop(id) == null
                    ? null
                    : new ConnectionFailureException("append stream to " + endpoint + ": " + e.getMessage(), e);
        }
    }

    private Lane lane(boolean isBulk) {
        Lane known = isBulk ? bulk : beat;
        if (known != null) {
            return known;
        }
        Lane lane = new Lane();
        if (isBulk) {
            bulk = lane;
        } else {
            beat = lane;
        }
        lane.open();
        return lane;
    }

    private @Nullable Pending drop(long id) {
        Pending p = pending.remove(id);
        if (p != null) {
            pendingBytes -= p.bytes;
        }
        return p;
    }

    void expireCalls(long now) {
        List<Pending> late = new ArrayList<>();
        synchronized (laneLock) {
            pending.values().removeIf(p -> {
                if (now - p.deadlineNanos < 0) {
                    return false;
                }
                pendingBytes -= p.bytes;
                late.add(p);
                return true;
            });
        }
        for (Pending p : late) {
            p.done.complete(null, new InvokeTimeoutException("append entries to " + endpoint + " timed out"));
        }
    }

    private static RemotingException translate(Throwable t) {
        Status status = Status.fromThrowable(t);
        return switch (status.getCode()) {
            case DEADLINE_EXCEEDED -> new InvokeTimeoutException(status.toString());
            case UNAVAILABLE -> new ConnectionFailureException(status.toString(), t);
            default -> new RemotingException(status.toString(), t);
        };
    }

    /** One life of the append stream; when it breaks, everything unanswered on it fails and the next call reopens. */
    private final class Lane implements StreamObserver<Frame> {
        private @Nullable StreamObserver<Frame> out;
        private @Nullable RemotingException cause; // guarded by laneLock

        void open() {
            out = ClientCalls.asyncBidiStreamingCall(
                    channel.newCall(RaftMessages.APPEND_STREAM, CallOptions.DEFAULT), this);
        }

        void send(Frame frame) {
            StreamObserver<Frame> o = out;
            if (o == null) {
                throw new IllegalStateException("stream is not open");
            }
            o.onNext(frame);
        }

        @Override
        public void onNext(Frame response) {
            Pending p;
            synchronized (laneLock) {
                p = drop(response.id());
            }
            if (p != null) {
                p.done.complete(response.body(), null);
            }
        }

        @Override
        public void onError(Throwable t) {
            broken(translate(t));
        }

        @Override
        public void onCompleted() {
            broken(new ConnectionFailureException("append stream to " + endpoint + " was closed"));
        }

        private void broken(RemotingException why) {
            LOG.debug("append stream to {} broke: {}", endpoint, why.getMessage());
            List<Pending> lost = new ArrayList<>();
            synchronized (laneLock) {
                cause = why;
                if (bulk == this) {
                    bulk = null;
                } else if (beat == this) {
                    beat = null;
                }
                pending.values().removeIf(p -> {
                    if (p.lane != this) {
                        return false;
                    }
                    pendingBytes -= p.bytes;
                    lost.add(p);
                    return true;
                });
            }
            for (Pending p : lost) {
                p.done.complete(null, why);
            }
        }
    }
}
