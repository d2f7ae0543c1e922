package io.vectron.placement;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.vectron.errors.ErrorCode;
import io.vectron.errors.GrpcErrors;
import io.vectron.errors.VectronException;
import io.vectron.proto.internal.v1.PlacementGrpc;
import io.vectron.proto.internal.v1.WatchEvent;
import io.vectron.proto.internal.v1.WatchRequest;
import io.vectron.request.RequestIdClient;
import io.vectron.tls.ChannelSecurity;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client of the placement driver that finds and follows its leader.
 *
 * <p>A call goes to the member that led last. NOT_LEADER redirects it; a member that cannot be reached, or that does not
 * know a leader, is passed over for the next one, with a short pause after each round, until the timeout. What happens when
 * the answer to a call that was sent is lost depends on the call: {@link #call} repeats it, so it is for reads and for what
 * is idempotent; {@link #change} does not, because a repeated delete could hit a collection that somebody made again.
 *
 * <p>Concurrency: safe for use by any thread; {@code leader} is a hint that any call may overwrite, {@code channels} is a
 * concurrent map whose entries are made once.
 */
public final class PlacementClient implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PlacementClient.class);
    private static final int MESSAGE_BYTES_MAX = 64 << 20;
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final Duration ATTEMPT_MAX = Duration.ofSeconds(5);

    private final List<String> members;
    private final ChannelSecurity security;
    private final Map<String, ManagedChannel> channels = new ConcurrentHashMap<>();
    private final AtomicReference<String> leader;
    private volatile boolean closed;

    /** Without protection, for loopback and tests. */
    public PlacementClient(List<String> members) {
        this(members, ChannelSecurity.PLAINTEXT);
    }

    /**
     * @param members host:port of the members' gRPC services; at least one
     * @param security how the connections to them are protected
     */
    public PlacementClient(List<String> members, ChannelSecurity security) {
        if (members.isEmpty()) {
            throw new IllegalArgumentException("at least one address of the placement driver is needed");
        }
        this.members = List.copyOf(members);
        this.security = security;
        this.leader = new AtomicReference<>(members.getFirst());
    }

    /**
     * One call to the leader that may be executed more than once, for example {@code client.call(stub ->
     * stub.getCollection(request), timeout)}.
     *
     * @throws VectronException what the leader answered, or PLACEMENT_UNAVAILABLE when none was found in time
     */
    public <T> T call(Function<PlacementGrpc.PlacementBlockingStub, T> operation, Duration timeout) {
        return attempt(operation, timeout, true);
    }

    /**
     * One call to the leader that is executed once at the most.
     *
     * @throws VectronException what the leader answered, PLACEMENT_UNAVAILABLE when nothing was done, or OUTCOME_UNKNOWN
     *     when the call was sent and its answer was lost
     */
    public <T> T change(Function<PlacementGrpc.PlacementBlockingStub, T> operation, Duration timeout) {
        return attempt(operation, timeout, false);
    }

    private <T> T attempt(
            Function<PlacementGrpc.PlacementBlockingStub, T> operation, Duration timeout, boolean mayRepeat) {
        long deadline = System.nanoTime() + timeout.toNanos();
        String target = leader.get();
        int failures = 0;
        VectronException last = null;
        while (!closed) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                break;
            }
            // what may be repeated gives a silent member up early; what may not gets all the time there is
            long attemptNanos = mayRepeat ? Math.min(left, ATTEMPT_MAX.toNanos()) : left;
            try {
                T answer = operation.apply(PlacementGrpc.newBlockingStub(channel(target))
                        .withDeadlineAfter(attemptNanos, TimeUnit.NANOSECONDS));
                leader.set(target);
                return answer;
            } catch (StatusRuntimeException e) {
                last = retryable(e, target);
                if (!mayRepeat && wasPerhapsExecuted(e)) {
                    throw new VectronException(
                            ErrorCode.OUTCOME_UNKNOWN,
                            "the answer was lost, it may have happened: " + last.getMessage(),
                            last.values(),
                            e);
                }
                failures++;
                target = next(target, last, failures);
                if (failures % members.size() == 0) {
                    pause();
                }
            }
        }
        throw unavailable(timeout, last);
    }

    /** An answer of ours that is retryable says that nothing was done; a connection that broke says nothing. */
    private static boolean wasPerhapsExecuted(StatusRuntimeException e) {
        return GrpcErrors.fromGrpc(e).isEmpty() && !GrpcErrors.neverSent(e);
    }

    /** Turns a failure into the reason to try again, or throws it. */
    private static VectronException retryable(StatusRuntimeException e, String target) {
        Optional<VectronException> answered = GrpcErrors.fromGrpc(e);
        if (answered.isPresent()) {
            VectronException known = answered.get();
            if (known.code() == ErrorCode.NOT_LEADER || known.code().isRetryable()) {
                return known;
            }
            throw known;
        }
        return switch (e.getStatus().getCode()) {
            case UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED, UNKNOWN ->
                new VectronException(
                        ErrorCode.PLACEMENT_UNAVAILABLE,
                        "placement driver " + target + " answered "
                                + e.getStatus().getCode()
                                + (e.getStatus().getDescription() == null
                                        ? ""
                                        : ": " + e.getStatus().getDescription()),
                        Map.of("member", target),
                        e);
            default -> throw e;
        };
    }

    private String next(String tried, VectronException reason, int failures) {
        String hint = reason.value("leader");
        // a hint is believed only a few times in a row: two members may point at each other while a leader is elected
        if (!hint.isEmpty() && !hint.equals(tried) && failures <= 2 * members.size()) {
            return hint;
        }
        int at = members.indexOf(tried);
        return members.get((at + 1) % members.size());
    }

    /**
     * Opens a watch at whichever member answers, the leader first. The caller reads it until it ends and opens another.
     *
     * @param attempt counts up with each failure of the caller, so that the members take turns
     */
    public Iterator<WatchEvent> watch(WatchRequest request, int attempt) {
        String target = attempt == 0 ? leader.get() : members.get(attempt % members.size());
        return PlacementGrpc.newBlockingStub(channel(target)).watch(request);
    }

    /** Takes the leader that somebody else learnt of. */
    public void suggestLeader(String address) {
        leader.set(address);
    }

    public List<String> members() {
        return members;
    }

    private ManagedChannel channel(String target) {
        return channels.computeIfAbsent(
                target,
                address -> security.applyTo(NettyChannelBuilder.forTarget(address))
                        .intercept(new RequestIdClient())
                        .maxInboundMessageSize(MESSAGE_BYTES_MAX)
                        .keepAliveTime(10, TimeUnit.SECONDS)
                        .keepAliveTimeout(5, TimeUnit.SECONDS)
                        .build());
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new VectronException(ErrorCode.PLACEMENT_UNAVAILABLE, "interrupted while looking for the leader");
        }
    }

    private VectronException unavailable(Duration timeout, @Nullable VectronException last) {
        String reason = last == null ? "none answered" : last.getMessage();
        LOG.debug("no leader of the placement driver within {}", timeout);
        return new VectronException(
                ErrorCode.PLACEMENT_UNAVAILABLE,
                "no leader of the placement driver " + members + " within " + timeout.toMillis() + " ms: " + reason,
                Map.of("members", String.join(",", members), "timeout_millis", Long.toString(timeout.toMillis())),
                last);
    }

    @Override
    public void close() {
        closed = true;
        channels.values().forEach(ManagedChannel::shutdownNow);
    }
}
