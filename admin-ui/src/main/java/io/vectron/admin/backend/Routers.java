package io.vectron.admin.backend;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.vectron.errors.GrpcErrors;
import io.vectron.model.Limits;
import io.vectron.proto.v1.AccessGrpc;
import io.vectron.proto.v1.Collection;
import io.vectron.proto.v1.CollectionsGrpc;
import io.vectron.proto.v1.CreateCollectionRequest;
import io.vectron.proto.v1.DeleteCollectionRequest;
import io.vectron.proto.v1.GetRequest;
import io.vectron.proto.v1.GetResponse;
import io.vectron.proto.v1.Identity;
import io.vectron.proto.v1.PointsGrpc;
import io.vectron.proto.v1.SearchRequest;
import io.vectron.proto.v1.SearchResponse;
import io.vectron.proto.v1.WhoAmIRequest;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The public API with a person's API key: the router decides what it may do.
 *
 * <p>Calls go to the router that answered last; the next one is tried only when a call was certainly not received, so
 * nothing is done twice. Safe for use by any thread.
 */
public final class Routers {
    private static final int DEADLINE_MILLIS = Limits.TIMEOUT_MILLIS_DEFAULT + 2_000;
    /** Placing a collection waits for the leaders of all of its shards. */
    private static final int COLLECTION_DEADLINE_MILLIS = 30_000;

    private static final int LOGIN_DEADLINE_MILLIS = 5_000;
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    private final Channels channels;
    private final List<String> addresses;
    private final AtomicInteger current = new AtomicInteger();

    /** @param addresses host:port; at least one */
    public Routers(Channels channels, List<String> addresses) {
        this.channels = channels;
        this.addresses = List.copyOf(addresses);
    }

    /** Whose key this is. @throws io.vectron.errors.VectronException UNAUTHENTICATED for an unknown key */
    public Identity whoAmI(@Nullable ApiKey key) {
        return call(
                key,
                channel -> AccessGrpc.newBlockingStub(channel)
                        .withDeadlineAfter(LOGIN_DEADLINE_MILLIS, TimeUnit.MILLISECONDS)
                        .whoAmI(WhoAmIRequest.getDefaultInstance()));
    }

    public Collection createCollection(@Nullable ApiKey key, CreateCollectionRequest request) {
        return call(
                key,
                channel -> CollectionsGrpc.newBlockingStub(channel)
                        .withDeadlineAfter(COLLECTION_DEADLINE_MILLIS, TimeUnit.MILLISECONDS)
                        .createCollection(request));
    }

    public void deleteCollection(@Nullable ApiKey key, String name) {
        var _ = call(
                key,
                channel -> CollectionsGrpc.newBlockingStub(channel)
                        .withDeadlineAfter(COLLECTION_DEADLINE_MILLIS, TimeUnit.MILLISECONDS)
                        .deleteCollection(DeleteCollectionRequest.newBuilder()
                                .setName(name)
                                .build()));
    }

    public SearchResponse search(@Nullable ApiKey key, SearchRequest request) {
        return call(
                key,
                channel -> PointsGrpc.newBlockingStub(channel)
                        .withDeadlineAfter(DEADLINE_MILLIS, TimeUnit.MILLISECONDS)
                        .search(request));
    }

    public GetResponse get(@Nullable ApiKey key, GetRequest request) {
        return call(
                key,
                channel -> PointsGrpc.newBlockingStub(channel)
                        .withDeadlineAfter(DEADLINE_MILLIS, TimeUnit.MILLISECONDS)
                        .get(request));
    }

    private <T> T call(@Nullable ApiKey key, Function<Channel, T> operation) {
        int first = current.get();
        for (int attempt = 0; ; attempt++) {
            int index = Math.floorMod(first + attempt, addresses.size());
            String address = addresses.get(index);
            try {
                T answer = operation.apply(ClientInterceptors.intercept(channels.router(address), new Bearer(key)));
                current.set(index);
                return answer;
            } catch (StatusRuntimeException e) {
                if (!GrpcErrors.neverSent(e) || attempt + 1 >= addresses.size()) {
                    throw BackendException.of(e, "router at " + address);
                }
            }
        }
    }

    /** Sends the key with each call; nothing without one. */
    private record Bearer(@Nullable ApiKey key) implements ClientInterceptor {
        @Override
        public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
            return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
                @Override
                public void start(Listener<A> listener, Metadata headers) {
                    if (key != null) {
                        headers.put(AUTHORIZATION, "Bearer " + key.text());
                    }
                    super.start(listener, headers);
                }
            };
        }
    }
}
