package io.vectron.raft.transport;

import com.alipay.sofa.jraft.ReplicatorGroup;
import com.alipay.sofa.jraft.entity.PeerId;
import com.alipay.sofa.jraft.error.InvokeTimeoutException;
import com.alipay.sofa.jraft.error.RemotingException;
import com.alipay.sofa.jraft.option.RpcOptions;
import com.alipay.sofa.jraft.rpc.InvokeCallback;
import com.alipay.sofa.jraft.rpc.InvokeContext;
import com.alipay.sofa.jraft.rpc.RpcClient;
import com.alipay.sofa.jraft.util.Endpoint;
import com.google.protobuf.Message;
import io.grpc.ConnectivityState;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * What one raft node sees: a light handle on the channels that all nodes of the host share.
 *
 * <p>Concurrency: safe for any number of threads; attached once, before its node uses it.
 */
final class GrpcRaftClient implements RpcClient {
    private static final long DEFAULT_TIMEOUT_MILLIS = 5_000;
    private static final long SYNC_GRACE_MILLIS = 500;

    private volatile @Nullable PeerLinks attached;
    private volatile @Nullable ReplicatorGroup replicators;
    private volatile boolean closed;

    void attach(PeerLinks links) {
        attached = links;
    }

    private PeerLinks links() {
        PeerLinks links = attached;
        if (links == null) {
            throw new IllegalStateException("this raft client belongs to no host: JRaft's CliService is not supported");
        }
        return links;
    }

    @Override
    public boolean init(RpcOptions options) {
        return true;
    }

    @Override
    public void shutdown() {
        closed = true;
        links().release(this);
    }

    @Override
    public boolean checkConnection(Endpoint endpoint) {
        return checkConnection(endpoint, false);
    }

    @Override
    public boolean checkConnection(Endpoint endpoint, boolean createIfAbsent) {
        try {
            PeerLink link = createIfAbsent && !closed ? links().use(endpoint, this) : links().find(endpoint);
            return link != null && link.state(createIfAbsent) == ConnectivityState.READY;
        } catch (RemotingException e) {
            return false;
        }
    }

    /** The channel itself stays as long as another node of this process uses it. */
    @Override
    public void closeConnection(Endpoint endpoint) {
        links().release(endpoint, this);
    }

    @Override
    public void registerConnectEventListener(ReplicatorGroup group) {
        replicators = group;
    }

    void connected(Endpoint endpoint) {
        ReplicatorGroup group = replicators;
        if (group != null && !closed) {
            group.checkReplicator(new PeerId(endpoint.getIp(), endpoint.getPort()), true);
        }
    }

    @Override
    public Object invokeSync(Endpoint endpoint, Object request, @Nullable InvokeContext ctx, long timeoutMs)
            throws InterruptedException, RemotingException {
        CompletableFuture<Object> answer = new CompletableFuture<>();
        long limit = timeoutMs <= 0 ? DEFAULT_TIMEOUT_MILLIS : timeoutMs;
        link(endpoint).call((Message) request, limit, (result, error) -> {
            if (error == null) {
                answer.complete(result);
            } else {
                answer.completeExceptionally(error);
            }
        });
        try {
            return answer.get(limit + SYNC_GRACE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new InvokeTimeoutException(e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RemotingException known ? known : new RemotingException(e.getCause());
        }
    }

    @Override
    public void invokeAsync(
            Endpoint endpoint, Object request, @Nullable InvokeContext ctx, InvokeCallback callback, long timeoutMs)
            throws RemotingException {
        Executor wanted = callback.executor();
        Executor executor = wanted == null ? links().callbacks() : wanted;
        link(endpoint).call((Message) request, timeoutMs <= 0 ? DEFAULT_TIMEOUT_MILLIS : timeoutMs, (result, error) -> {
            try {
                executor.execute(() -> callback.complete(result, error));
            } catch (RejectedExecutionException e) {
                links().callbacks().execute(() -> callback.complete(result, error));
            }
        });
    }

    private PeerLink link(Endpoint endpoint) throws RemotingException {
        if (closed) {
            throw new RemotingException("raft client is shut down");
        }
        return links().use(endpoint, this);
    }
}
