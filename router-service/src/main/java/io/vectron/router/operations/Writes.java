package io.vectron.router.operations;

import io.grpc.Deadline;
import io.vectron.errors.ErrorCode;
import io.vectron.errors.VectronException;
import io.vectron.model.SessionToken;
import io.vectron.proto.internal.v1.Shard;
import io.vectron.proto.internal.v1.ShardWriteRequest;
import io.vectron.proto.internal.v1.WriteOp;
import io.vectron.router.map.CollectionRoutes;
import io.vectron.router.map.ShardMapWatch;
import io.vectron.router.observe.Observation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Brings checked operations to their shards, one request per shard, side by side.
 *
 * <p>Not atomic over shards: the others go on when one fails, and the error says which took their part.
 */
final class Writes {
    private static final int SHARDS_NAMED_MAX = 16;

    private final ShardCalls shards;
    private final ShardMapWatch watch;

    Writes(ShardCalls shards, ShardMapWatch watch) {
        this.shards = shards;
        this.watch = watch;
    }

    /** An operation with the key that decides its shard. */
    record Keyed(long key, WriteOp op) {}

    /** What became of one shard's part. */
    private sealed interface Part {
        long shardId();
    }

    private record Done(long shardId, long sequence) implements Part {}

    private record Failed(long shardId, VectronException cause) implements Part {
        ErrorCode code() {
            return cause.code();
        }
    }

    /**
     * @return the sequence that each touched shard reached
     * @throws VectronException the part's failure when there is one part only; OUTCOME_UNKNOWN when some shards took
     *     their part and others did not, or when any part's answer was lost; otherwise a part's failure, one that
     *     promises that nothing was done only if all do
     */
    SessionToken write(CollectionRoutes collection, List<Keyed> ops, Deadline deadline) {
        List<Part> parts = parts(collection, ops, deadline);
        List<Done> done = only(parts, Done.class);
        List<Failed> failed = only(parts, Failed.class);
        if (!failed.isEmpty()) {
            throw failure(done, failed);
        }
        Observation.current().wrote(ops.size());
        Map<Long, Long> sequences = new HashMap<>();
        done.forEach(part -> sequences.merge(part.shardId(), part.sequence(), Math::max));
        return new SessionToken(sequences);
    }

    private List<Part> parts(CollectionRoutes collection, List<Keyed> ops, Deadline deadline) {
        Map<Shard, List<Keyed>> groups = new LinkedHashMap<>();
        for (Keyed op : ops) {
            groups.computeIfAbsent(collection.shardOf(op.key()), shard -> new ArrayList<>())
                    .add(op);
        }
        List<Supplier<List<Part>>> calls = new ArrayList<>(groups.size());
        groups.forEach((shard, group) -> calls.add(() -> send(collection, shard, group, deadline)));
        return FanOut.all(calls).stream().flatMap(List::stream).toList();
    }

    /** One part, or several when the shard's range changed and its group was routed anew. */
    private List<Part> send(CollectionRoutes collection, Shard shard, List<Keyed> group, Deadline deadline) {
        List<WriteOp> ops = group.stream().map(Keyed::op).toList();
        ShardWriteRequest.Builder request = ShardWriteRequest.newBuilder().addAllOps(ops);
        try {
            long sequence = shards.run(new ShardTask<>(
                            collection,
                            shard,
                            ShardTask.Kind.WRITE,
                            deadline,
                            (stub, header) ->
                                    stub.write(request.clone().setShard(header).build())))
                    .getSequence();
            return List.of(new Done(shard.getId(), sequence));
        } catch (VectronException e) {
            return List.of(new Failed(shard.getId(), e));
        } catch (ShardMovedException e) {
            return sendAnew(collection, shard, group, deadline);
        }
    }

    private List<Part> sendAnew(CollectionRoutes collection, Shard moved, List<Keyed> group, Deadline deadline) {
        Optional<CollectionRoutes> now = watch.current().collection(collection.id());
        return now.isPresent()
                ? parts(now.get(), group, deadline)
                : List.of(new Failed(moved.getId(), CollectionLookup.notFound(collection.name())));
    }

    private static <T extends Part> List<T> only(List<Part> parts, Class<T> kind) {
        return parts.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private static VectronException failure(List<Done> done, List<Failed> failed) {
        VectronException cause = leastPromising(failed);
        if (done.isEmpty() && failed.size() == 1) {
            return cause;
        }
        Map<String, String> values = new LinkedHashMap<>(cause.values());
        values.put("shards", ids(failed));
        values.put("shards_failed", Integer.toString(failed.size()));
        values.put("shards_written", Integer.toString(done.size()));
        values.put("written", ids(done));
        values.put("failed", codes(failed));
        String message = "%d of %d shards took their part (%s), %d failed (%s): %s"
                .formatted(
                        done.size(),
                        done.size() + failed.size(),
                        done.isEmpty() ? "none" : ids(done),
                        failed.size(),
                        codes(failed),
                        cause.getMessage());
        // a caller may take most codes for "nothing was done", which is no longer true
        return new VectronException(done.isEmpty() ? cause.code() : ErrorCode.OUTCOME_UNKNOWN, message, values, cause);
    }

    /** The failure that leaves most open: to answer another would promise too much for its shard. */
    private static VectronException leastPromising(List<Failed> failed) {
        return java.util.Collections.min(failed, Comparator.comparingInt(part -> promise(part.code())))
                .cause();
    }

    private static int promise(ErrorCode code) {
        return switch (code) {
            case OUTCOME_UNKNOWN -> 0;
            case DEADLINE_EXCEEDED, SHARD_FAILED, INTERNAL -> 1;
            default -> 2;
        };
    }

    private static String ids(List<? extends Part> parts) {
        return listed(parts, part -> Long.toUnsignedString(part.shardId()));
    }

    private static String codes(List<Failed> failed) {
        return listed(failed, part -> Long.toUnsignedString(part.shardId()) + " " + part.code());
    }

    /** In order of the ids and cut: an error travels in HTTP headers, of which a gRPC client takes 8 KiB. */
    private static <T extends Part> String listed(List<T> parts, Function<T, String> show) {
        String shown = parts.stream()
                .sorted((a, b) -> Long.compareUnsigned(a.shardId(), b.shardId()))
                .limit(SHARDS_NAMED_MAX)
                .map(show)
                .collect(Collectors.joining(","));
        int more = parts.size() - SHARDS_NAMED_MAX;
        return more > 0 ? shown + " and " + more + " more" : shown;
    }
}
