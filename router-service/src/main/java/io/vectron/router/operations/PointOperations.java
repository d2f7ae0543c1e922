package io.vectron.router.operations;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.Deadline;
import io.vectron.errors.ErrorCode;
import io.vectron.errors.VectronException;
import io.vectron.model.Limits;
import io.vectron.model.PointIds;
import io.vectron.model.Vectors;
import io.vectron.proto.internal.v1.Shard;
import io.vectron.proto.internal.v1.ShardGetRequest;
import io.vectron.proto.internal.v1.ShardGetResponse;
import io.vectron.proto.internal.v1.ShardRow;
import io.vectron.proto.internal.v1.ShardSearchRequest;
import io.vectron.proto.internal.v1.ShardSearchResponse;
import io.vectron.proto.internal.v1.WriteOp;
import io.vectron.proto.v1.PointId;
import io.vectron.proto.v1.SearchFacts;
import io.vectron.router.access.Access;
import io.vectron.router.access.Role;
import io.vectron.router.map.CollectionRoutes;
import io.vectron.router.map.ShardMapWatch;
import io.vectron.router.observe.Observation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Reads and writes of points: checks the caller's access and the whole request, finds the shards, fans out, merges.
 *
 * <p>Safe for use by any thread; the calling (virtual) thread blocks until the answer or the deadline.
 */
public final class PointOperations {
    private final CollectionLookup collections;
    private final ShardCalls shards;
    private final ShardMapWatch watch;
    private final Writes writes;

    public PointOperations(CollectionLookup collections, ShardCalls shards, ShardMapWatch watch) {
        this.collections = collections;
        this.shards = shards;
        this.watch = watch;
        this.writes = new Writes(shards, watch);
    }

    /** What a read brings besides ids. */
    public record Include(boolean vectors, boolean payload) {}

    /**
     * What a read by ids asks for.
     *
     * @param ids 1 to 1,000
     */
    public record PointsWanted(List<PointId> ids, Include include, Freshness freshness) {}

    /**
     * Inserts or replaces points; of several with one id the last wins.
     *
     * @throws VectronException for a bad request before anything is sent; otherwise see {@link ShardCalls}
     */
    public WriteReceipt upsert(Access access, String collectionName, List<Point> points, Deadline deadline) {
        access.require(Role.WRITE, collectionName);
        CollectionRoutes collection = collections.require(collectionName, deadline);
        Limits.checkRange(ErrorCode.BATCH_TOO_LARGE, "points", points.size(), 1, Limits.BATCH_POINTS_MAX);
        List<Writes.Keyed> ops = new ArrayList<>(points.size());
        for (int i = 0; i < points.size(); i++) {
            Point point = points.get(i);
            String what = "points[" + i + "]";
            byte[] id = canonical(point.id(), what + ".id");
            Vectors.check(point.vector(), collection.dimension(), collection.metric(), what + ".vector");
            Payloads.checkSize(point.payload().utf8().size(), what + ".payload");
            WriteOp op = WriteOp.newBuilder()
                    .setId(UnsafeByteOperations.unsafeWrap(id))
                    .setVector(Vectors.toBytes(point.vector()))
                    .setPayload(point.payload().utf8())
                    .build();
            ops.add(new Writes.Keyed(PointIds.key(id), op));
        }
        return new WriteReceipt(points.size(), writes.write(collection, ops, deadline));
    }

    /** Deletes points by id; ids that do not exist are ignored. */
    public WriteReceipt delete(Access access, String collectionName, List<PointId> ids, Deadline deadline) {
        access.require(Role.WRITE, collectionName);
        CollectionRoutes collection = collections.require(collectionName, deadline);
        List<Writes.Keyed> ops = new ArrayList<>(ids.size());
        for (byte[] id : canonicalAll(ids)) {
            WriteOp op = WriteOp.newBuilder()
                    .setId(UnsafeByteOperations.unsafeWrap(id))
                    .setDelete(true)
                    .build();
            ops.add(new Writes.Keyed(PointIds.key(id), op));
        }
        return new WriteReceipt(ids.size(), writes.write(collection, ops, deadline));
    }

    /** Points by id in the order of the request; those that do not exist are left out. */
    public List<ShardRow> get(Access access, String collectionName, PointsWanted wanted, Deadline deadline) {
        access.require(Role.READ, collectionName);
        CollectionRoutes collection = collections.require(collectionName, deadline);
        List<byte[]> canonical = canonicalAll(wanted.ids());
        return whileShardsMove(collection, deadline, now -> {
            Map<ByteString, ShardRow> found = fetch(now, canonical, wanted.include(), wanted.freshness(), deadline);
            List<ShardRow> rows = new ArrayList<>();
            for (byte[] id : canonical) {
                ShardRow row = found.get(UnsafeByteOperations.unsafeWrap(id));
                if (row != null) {
                    rows.add(row);
                }
            }
            Observation.current().returned(rows.size());
            return rows;
        });
    }

    private Map<ByteString, ShardRow> fetch(
            CollectionRoutes collection, List<byte[]> ids, Include include, Freshness freshness, Deadline deadline) {
        Map<Shard, Set<ByteString>> groups = new LinkedHashMap<>();
        for (byte[] id : ids) {
            groups.computeIfAbsent(collection.shardOf(PointIds.key(id)), shard -> new LinkedHashSet<>())
                    .add(UnsafeByteOperations.unsafeWrap(id));
        }
        List<Supplier<ShardGetResponse>> calls = new ArrayList<>(groups.size());
        groups.forEach((shard, group) -> {
            ShardGetRequest.Builder request = ShardGetRequest.newBuilder()
                    .setMode(freshness.modeFor(shard.getId()))
                    .addAllIds(group)
                    .setWithVectors(include.vectors())
                    .setWithPayload(include.payload());
            calls.add(() -> shards.run(new ShardTask<>(
                    collection,
                    shard,
                    ShardTask.Kind.ofRead(freshness),
                    deadline,
                    (stub, header) -> stub.get(request.clone().setShard(header).build()))));
        });
        Map<ByteString, ShardRow> found = new HashMap<>();
        FanOut.all(calls).forEach(answer -> answer.getRowsList().forEach(row -> found.put(row.getId(), row)));
        return found;
    }

    /** The answers of one or more queries, in their order; each shard is asked once for all of them. */
    public SearchResult search(
            Access access, String collectionName, Query query, Freshness freshness, Deadline deadline) {
        access.require(Role.READ, collectionName);
        CollectionRoutes collection = collections.require(collectionName, deadline);
        query.check(collection, "");
        return searchAll(collection, List.of(query), freshness, deadline).getFirst();
    }

    /** As {@link #search}, for 1 to 100 queries of one collection. */
    public List<SearchResult> searchBatch(
            Access access, String collectionName, List<Query> queries, Freshness freshness, Deadline deadline) {
        access.require(Role.READ, collectionName);
        CollectionRoutes collection = collections.require(collectionName, deadline);
        Limits.checkRange(ErrorCode.BATCH_TOO_LARGE, "searches", queries.size(), 1, Limits.BATCH_SEARCHES_MAX);
        for (int i = 0; i < queries.size(); i++) {
            queries.get(i).check(collection, "searches[" + i + "].");
        }
        return searchAll(collection, queries, freshness, deadline);
    }

    private List<SearchResult> searchAll(
            CollectionRoutes collection, List<Query> queries, Freshness freshness, Deadline deadline) {
        long start = System.nanoTime();
        ShardSearchRequest.Builder request = ShardSearchRequest.newBuilder()
                .addAllQueries(queries.stream().map(Query::toShard).toList());
        return whileShardsMove(collection, deadline, now -> {
            List<Supplier<ShardSearchResponse>> calls = new ArrayList<>();
            for (Shard shard : now.shards()) {
                ShardSearchRequest.Builder own = request.clone().setMode(freshness.modeFor(shard.getId()));
                calls.add(() -> shards.run(new ShardTask<>(
                        now,
                        shard,
                        ShardTask.Kind.ofRead(freshness),
                        deadline,
                        (stub, header) ->
                                stub.search(own.clone().setShard(header).build()))));
            }
            return merge(now, queries, FanOut.all(calls), start);
        });
    }

    private static List<SearchResult> merge(
            CollectionRoutes collection, List<Query> queries, List<ShardSearchResponse> answers, long startNanos) {
        List<SearchResult> results = new ArrayList<>(queries.size());
        long micros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - startNanos);
        for (int i = 0; i < queries.size(); i++) {
            List<List<ShardRow>> hits = new ArrayList<>(answers.size());
            SearchFacts.Builder facts = SearchFacts.newBuilder().setMicros(micros);
            for (ShardSearchResponse answer : answers) {
                if (answer.getResultsCount() != queries.size()) {
                    throw new VectronException(
                            ErrorCode.INTERNAL,
                            "a worker answered " + answer.getResultsCount() + " of " + queries.size() + " queries");
                }
                hits.add(answer.getResults(i).getHitsList());
                facts.addShards(answer.getResults(i).getFacts());
                Observation.current().scanned(answer.getResults(i).getFacts());
            }
            int k = (int) queries.get(i).k();
            SearchResult result = new SearchResult(TopK.merge(collection.metric(), hits, k), facts.build());
            Observation.current().returned(result.hits().size());
            results.add(result);
        }
        return results;
    }

    /** Starts a read again with the newer map when a range changed under it: a read may be done twice. */
    private <T> T whileShardsMove(
            CollectionRoutes collection, Deadline deadline, Function<CollectionRoutes, T> operation) {
        CollectionRoutes now = collection;
        while (true) {
            try {
                return operation.apply(now);
            } catch (ShardMovedException e) {
                if (deadline.isExpired()) {
                    throw new VectronException(
                            ErrorCode.DEADLINE_EXCEEDED,
                            "the deadline passed while shards moved: " + e.getMessage(),
                            Map.of(),
                            e);
                }
                now = watch.current()
                        .collection(collection.id())
                        .orElseThrow(() -> CollectionLookup.notFound(collection.name()));
            }
        }
    }

    private static List<byte[]> canonicalAll(List<PointId> ids) {
        Limits.checkRange(ErrorCode.BATCH_TOO_LARGE, "ids", ids.size(), 1, Limits.BATCH_POINTS_MAX);
        List<byte[]> canonical = new ArrayList<>(ids.size());
        for (int i = 0; i < ids.size(); i++) {
            canonical.add(canonical(ids.get(i), "ids[" + i + "]"));
        }
        return canonical;
    }

    private static byte[] canonical(PointId id, String what) {
        try {
            return PointIds.canonical(id);
        } catch (VectronException e) {
            Map<String, String> values = new LinkedHashMap<>(e.values());
            values.put("field", what);
            throw new VectronException(e.code(), what + ": " + e.getMessage(), values);
        }
    }
}
