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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Brings checked operations to their shards, one request per shard, side by side.
 *
 * <p>Not atomic over shards: the others go on when one fails, and the error says how many were written.
 */
final class Writes {
    private final ShardCalls shards;
    private final ShardMapWatch watch;

    Writes(ShardCalls shards, ShardMapWatch watch) {
        this.shards = shards;
        this.watch = watch;
    }

    /** An operation with the key that decides its shard. */
    record Keyed(long key, WriteOp op) {}

    /** What became of one shard's part: its sequences (several when it was routed anew), or its failure. */
    private record Part(
            long shardId,
            Map<Long, Long> sequences,
            @Nullable VectronException failure) {}

    /**
     * @return the sequence that each touched shard reached
     * @throws VectronException OUTCOME_UNKNOWN when any part's answer was lost, otherwise the first part's failure
     */
    SessionToken write(CollectionRoutes collection, List<Keyed> ops, Deadline deadline) {
        Map<Shard, List<Keyed>> groups = new LinkedHashMap<>();
        for (Keyed op : ops) {
            groups.computeIfAbsent(collection.shardOf(op.key()), shard -> new ArrayList<>())
                    .add(op);
        }
        List<Supplier<Part>> calls = new ArrayList<>(groups.size());
        groups.forEach((shard, group) -> calls.add(() -> part(collection, shard, group, deadline)));
        List<Part> parts = FanOut.all(calls);
        checkNoneFailed(parts);
        Map<Long, Long> sequences = new HashMap<>();
        parts.forEach(
                part -> part.sequences().forEach((shard, sequence) -> sequences.merge(shard, sequence, Math::max)));
        return new SessionToken(sequences);
    }

    private Part part(CollectionRoutes collection, Shard shard, List<Keyed> group, Deadline deadline) {
        try {
            return new Part(shard.getId(), send(collection, shard, group, deadline), null);
        } catch (VectronException e) {
            return new Part(shard.getId(), Map.of(), e);
        }
    }

    private Map<Long, Long> send(CollectionRoutes collection, Shard shard, List<Keyed> group, Deadline deadline) {
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
            return Map.of(shard.getId(), sequence);
        } catch (ShardMovedException e) {
            CollectionRoutes now = watch.current()
                    .collection(collection.id())
                    .orElseThrow(() -> CollectionLookup.notFound(collection.name()));
            return write(now, group, deadline).sequences();
        }
    }

    private static void checkNoneFailed(List<Part> parts) {
        List<Part> failed =
                parts.stream().filter(part -> part.failure() != null).toList();
        if (failed.isEmpty()) {
            return;
        }
        List<Part> unknown = failed.stream()
                .filter(part -> part.failure() != null && part.failure().code() == ErrorCode.OUTCOME_UNKNOWN)
                .toList();
        Part first = unknown.isEmpty() ? failed.getFirst() : unknown.getFirst();
        VectronException cause = java.util.Objects.requireNonNull(first.failure());
        if (parts.size() == 1) {
            throw cause;
        }
        Map<String, String> values = new LinkedHashMap<>(cause.values());
        values.put("shards", ids(unknown.isEmpty() ? failed : unknown));
        values.put("shards_failed", Integer.toString(failed.size()));
        values.put("shards_written", Integer.toString(parts.size() - failed.size()));
        throw new VectronException(
                cause.code(),
                cause.getMessage() + " (" + (parts.size() - failed.size()) + " of " + parts.size()
                        + " shards took their part)",
                values,
                cause);
    }

    private static String ids(List<Part> parts) {
        return parts.stream()
                .map(Part::shardId)
                .collect(Collectors.toCollection(() -> new TreeSet<>(Long::compareUnsigned)))
                .stream()
                .map(Long::toUnsignedString)
                .collect(Collectors.joining(","));
    }
}
