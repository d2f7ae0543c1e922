package io.vectron.raft.transport;

import com.alipay.sofa.jraft.error.RaftError;
import com.alipay.sofa.jraft.rpc.Connection;
import com.alipay.sofa.jraft.rpc.RpcContext;
import com.alipay.sofa.jraft.rpc.RpcProcessor;
import com.alipay.sofa.jraft.rpc.RpcRequests.AppendEntriesRequest;
import com.alipay.sofa.jraft.rpc.RpcRequests.AppendEntriesRequestHeader;
import com.alipay.sofa.jraft.rpc.RpcRequests.AppendEntriesResponse;
import com.alipay.sofa.jraft.rpc.RpcServer;
import com.alipay.sofa.jraft.rpc.impl.ConnectionClosedEventListener;
import com.alipay.sofa.jraft.util.Endpoint;
import com.google.protobuf.Message;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.vectron.raft.runtime.VirtualThreads;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * JRaft's RpcServer on grpc-netty. Requests are parsed on the event loop and run on virtual threads.
 *
 * <p>Concurrency: safe for any number of threads. Writes to a call's stream hold the stream's monitor, because gRPC's
 * observers are not thread-safe and JRaft answers from many threads.
 */
final class GrpcRaftServer implements RpcServer {
    private static final Logger LOG = LoggerFactory.getLogger(GrpcRaftServer.class);
    private static final long STOP_SECONDS = 2;
    private static final Context.Key<SocketAddress> REMOTE = Context.key("raft-remote");

    private final Endpoint endpoint;
    private final RaftTransportSettings settings;
    private final Map<String, RpcProcessor<Message>> processors = new ConcurrentHashMap<>();
    private final List<ConnectionClosedEventListener> closedListeners = new CopyOnWriteArrayList<>();
    // one virtual thread per request: installing a snapshot blocks for minutes and must not hold up a vote
    private final Executor requests;
    private final AtomicBoolean started = new AtomicBoolean();
    private volatile @Nullable Server server;

    GrpcRaftServer(Endpoint endpoint, RaftTransportSettings settings) {
        this.endpoint = endpoint;
        this.settings = settings;
        requests = new VirtualThreads("raft-request-" + endpoint.getPort());
    }

    /** JRaft's name for {@link #start}; not used, because it cannot say why it failed. */
    @Override
    public boolean init(@Nullable Void unused) {
        try {
            start();
            return true;
        } catch (IOException e) {
            LOG.error("cannot start the raft server", e);
            return false;
        }
    }

    /** @throws IOException when the port cannot be bound, with host and port in its message */
    void start() throws IOException {
        if (!started.compareAndSet(false, true)) {
            throw new IllegalStateException("raft server " + endpoint + " already started");
        }
        String address = settings.bindAddress() == null ? endpoint.getIp() : settings.bindAddress();
        try {
            server = builder(new InetSocketAddress(address, endpoint.getPort()))
                    .build()
                    .start();
        } catch (IOException | IllegalArgumentException e) {
            started.set(false);
            Throwable root = e.getCause() == null ? e : e.getCause();
            throw new IOException(
                    "cannot listen for raft on " + address + ":" + endpoint.getPort() + ": " + root.getMessage(), e);
        }
    }

    private NettyServerBuilder builder(InetSocketAddress address) {
        long keepAliveMillis = settings.keepAlive().toMillis();
        NettyServerBuilder builder = NettyServerBuilder.forAddress(address)
                .directExecutor()
                .maxInboundMessageSize(settings.maxMessageBytes())
                .flowControlWindow(settings.flowControlWindow())
                .keepAliveTime(keepAliveMillis, TimeUnit.MILLISECONDS)
                .permitKeepAliveTime(keepAliveMillis / 2, TimeUnit.MILLISECONDS)
                .permitKeepAliveWithoutCalls(true)
                .addService(ServerInterceptors.intercept(service(), interceptors()));
        if (settings.serverTls() != null) {
            builder.sslContext(settings.serverTls());
        }
        return builder;
    }

    @Override
    public void shutdown() {
        Server running = server;
        if (!started.compareAndSet(true, false) || running == null) {
            return;
        }
        running.shutdownNow(); // the append streams never end by themselves, so a graceful phase would only wait
        try {
            if (!running.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("raft server {} did not stop in {} s", endpoint, STOP_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void registerConnectionClosedEventListener(ConnectionClosedEventListener listener) {
        closedListeners.add(listener);
    }

    @Override
    @SuppressWarnings("unchecked") // the table ties each class name to its message type
    public void registerProcessor(RpcProcessor<?> processor) {
        if (RaftMessages.find(processor.interest()) == null) {
            throw new IllegalArgumentException(
                    "this transport carries JRaft's own messages only, not " + processor.interest());
        }
        processors.put(processor.interest(), (RpcProcessor<Message>) processor);
    }

    @Override
    public int boundPort() {
        Server s = server;
        return s == null ? -1 : s.getPort();
    }

    @Override
    public boolean isStarted() {
        return started.get();
    }

    private ServerInterceptor[] interceptors() {
        ServerInterceptor remote = new ServerInterceptor() {
            @Override
            public <Q, R> ServerCall.Listener<Q> interceptCall(
                    ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
                SocketAddress from = call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
                return Contexts.interceptCall(Context.current().withValue(REMOTE, from), call, headers, next);
            }
        };
        List<ServerInterceptor> all = new CopyOnWriteArrayList<>(settings.interceptors());
        all.add(0, remote); // interceptors run last to first: the configured ones see the call before ours
        return all.toArray(new ServerInterceptor[0]);
    }

    private ServerServiceDefinition service() {
        ServerServiceDefinition.Builder service = ServerServiceDefinition.builder(RaftMessages.SERVICE);
        for (RaftMessages.Kind kind : RaftMessages.all()) {
            service.addMethod(
                    kind.method(),
                    ServerCalls.asyncUnaryCall((request, out) -> dispatch(
                            kind.requestClass(),
                            kind.response(),
                            request,
                            new Call(remote(), () -> new Detached(out), m -> {
                                synchronized (out) {
                                    out.onNext(RaftMessages.typed(kind.response(), m));
                                    out.onCompleted();
                                }
                            }))));
        }
        service.addMethod(
                RaftMessages.APPEND_STREAM,
                ServerCalls.asyncBidiStreamingCall(
                        out -> new AppendSession(remote(), (ServerCallStreamObserver<Frame>) out)));
        return service.build();
    }

    private static String remote() {
        SocketAddress from = REMOTE.get();
        return from == null ? "unknown" : from.toString();
    }

    private void dispatch(String interest, Message expected, Message request, RpcContext call) {
        RpcProcessor<Message> processor = processors.get(interest);
        if (processor == null) {
            call.sendResponse(RaftMessages.error(expected, RaftError.ENOENT.getNumber(), "no processor"));
            return;
        }
        try {
            executor(processor, interest, request).execute(() -> processor.handleRequest(call, request));
        } catch (RuntimeException e) {
            // includes RejectedExecutionException: the sender backs off and tries again
            LOG.debug("cannot run {} from {}: {}", interest, call.getRemoteAddress(), e.toString());
            call.sendResponse(RaftMessages.error(expected, RaftError.EBUSY.getNumber(), "rejected: " + e));
        }
    }

    /** AppendEntries of one peer pair run one after the other, on the thread that JRaft keeps for the pair. */
    private Executor executor(RpcProcessor<Message> processor, String interest, Message request) {
        RpcProcessor.ExecutorSelector selector = processor.executorSelector();
        if (selector != null && request instanceof AppendEntriesRequest append) {
            Executor selected = selector.select(
                    interest,
                    AppendEntriesRequestHeader.newBuilder()
                            .setGroupId(append.getGroupId())
                            .setPeerId(append.getPeerId())
                            .setServerId(append.getServerId())
                            .build());
            if (selected != null) {
                return selected;
            }
        }
        Executor own = processor.executor();
        return own == null ? requests : own;
    }

    /** A request in flight. A response to a caller that went away is dropped. */
    private record Call(String remoteAddress, Supplier<Connection> connection, Consumer<Message> reply)
            implements RpcContext {
        @Override
        public void sendResponse(Object response) {
            try {
                reply.accept((Message) response);
            } catch (RuntimeException e) {
                LOG.debug("response to {} dropped: {}", remoteAddress, e.toString());
            }
        }

        @Override
        public Connection getConnection() {
            return connection.get();
        }

        @Override
        public String getRemoteAddress() {
            return remoteAddress;
        }
    }

    private abstract static class Attributes implements Connection {
        private final Map<String, Object> values = new ConcurrentHashMap<>();

        @Override
        public @Nullable Object getAttribute(String key) {
            return values.get(key);
        }

        @Override
        public void setAttribute(String key, Object value) {
            values.put(key, value);
        }

        @Override
        public @Nullable Object setAttributeIfAbsent(String key, Object value) {
            return values.putIfAbsent(key, value);
        }
    }

    /** A unary call has no connection state; closing it fails the call. */
    private static final class Detached extends Attributes {
        private final StreamObserver<?> out;

        Detached(StreamObserver<?> out) {
            this.out = out;
        }

        @Override
        public void close() {
            synchronized (out) {
                out.onError(Status.UNAVAILABLE.withDescription("closed by raft").asRuntimeException());
            }
        }
    }

    /** JRaft keeps per-connection sequence state for pipelined AppendEntries: that connection is the append stream. */
    private final class AppendSession extends Attributes implements StreamObserver<Frame> {
        private final String remote;
        private final ServerCallStreamObserver<Frame> out;
        private final AtomicBoolean closed = new AtomicBoolean();

        AppendSession(String remote, ServerCallStreamObserver<Frame> out) {
            this.remote = remote;
            this.out = out;
            out.setOnCancelHandler(this::fireClosed);
        }

        @Override
        public void onNext(Frame frame) {
            dispatch(
                    AppendEntriesRequest.class.getName(),
                    AppendEntriesResponse.getDefaultInstance(),
                    frame.body(),
                    new Call(remote, () -> this, m -> reply(frame.id(), m)));
        }

        private void reply(long id, Message message) {
            Message typed = RaftMessages.typed(AppendEntriesResponse.getDefaultInstance(), message);
            synchronized (out) {
                if (!closed.get()) {
                    out.onNext(new Frame(id, typed));
                }
            }
        }

        @Override
        public void onError(Throwable t) {
            fireClosed();
        }

        @Override
        public void onCompleted() {
            fireClosed();
            synchronized (out) {
                out.onCompleted();
            }
        }

        @Override
        public void close() {
            if (fireClosed()) {
                synchronized (out) {
                    out.onError(
                            Status.UNAVAILABLE.withDescription("closed by raft").asRuntimeException());
                }
            }
        }

        private boolean fireClosed() {
            if (!closed.compareAndSet(false, true)) {
                return false;
            }
            for (ConnectionClosedEventListener listener : closedListeners) {
                listener.onClosed(remote, this);
            }
            return true;
        }
    }
}
