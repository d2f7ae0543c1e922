package io.vectron.router.operations;

import io.vectron.model.CollectionNames;
import io.vectron.placement.PlacementClient;
import io.vectron.proto.internal.v1.ClusterStatusRequest;
import io.vectron.proto.internal.v1.ClusterStatusResponse;
import io.vectron.proto.v1.Collection;
import io.vectron.proto.v1.CreateCollectionRequest;
import io.vectron.proto.v1.DeleteCollectionRequest;
import io.vectron.proto.v1.GetCollectionRequest;
import io.vectron.proto.v1.ListCollectionsRequest;
import io.vectron.router.access.Access;
import io.vectron.router.access.AuditLog;
import io.vectron.router.access.Role;
import io.vectron.router.map.ShardMap;
import io.vectron.router.map.ShardMapWatch;
import io.vectron.router.observe.Observation;
import io.vectron.router.settings.RouterSettings;
import java.util.List;

/**
 * Life cycle of collections, done by the placement driver; this router's own map follows before the caller is answered.
 *
 * <p>A creation or deletion is sent once at the most: a repeated deletion could remove a collection that somebody created
 * again meanwhile, a repeated creation would answer COLLECTION_EXISTS for its own success.
 *
 * <p>Safe for use by any thread.
 */
public final class CollectionOperations {
    private final PlacementClient placement;
    private final ShardMapWatch watch;
    private final RouterSettings.Timeouts timeouts;

    public CollectionOperations(PlacementClient placement, ShardMapWatch watch, RouterSettings.Timeouts timeouts) {
        this.placement = placement;
        this.watch = watch;
        this.timeouts = timeouts;
    }

    /**
     * Creates a collection, then waits (for a bounded time) until this router knows it and its shards have leaders, so
     * that a write right after it finds its way. A collection whose shards are not ready in time is answered as it is.
     *
     * @throws io.vectron.errors.VectronException a bad value, COLLECTION_EXISTS, PLACEMENT_UNAVAILABLE,
     *     OUTCOME_UNKNOWN when the answer was lost, PERMISSION_DENIED
     */
    public Collection create(Access access, NewCollection asked) {
        access.require(Role.ADMIN, asked.name());
        CreateCollectionRequest request = asked.checked();
        Collection created = placement.change(stub -> stub.createCollection(request), timeouts.placement());
        AuditLog.collectionCreated(access, asked.name());
        Observation.current().collection(asked.name());
        ShardMap map = watch.await(
                now -> now.revision() >= created.getRevision()
                        && now.collection(asked.name()).map(now::isLed).orElse(false),
                timeouts.mapCatchUp());
        // the answer of the creation is from before the election
        return map.collection(asked.name()).isPresent() ? get(access, asked.name()) : created;
    }

    public Collection get(Access access, String name) {
        access.require(Role.READ, name);
        CollectionNames.check(name);
        GetCollectionRequest request =
                GetCollectionRequest.newBuilder().setName(name).build();
        Collection found = placement.call(stub -> stub.getCollection(request), timeouts.placement());
        Observation.current().collection(name);
        return found;
    }

    /** All collections that the caller sees, in order of their names. */
    public List<Collection> list(Access access) {
        access.require(Role.READ);
        return placement
                .call(stub -> stub.listCollections(ListCollectionsRequest.getDefaultInstance()), timeouts.placement())
                .getCollectionsList()
                .stream()
                .filter(collection -> access.sees(collection.getName()))
                .toList();
    }

    /**
     * Deletes a collection, then waits (for a bounded time) until this router has forgotten it.
     *
     * @throws io.vectron.errors.VectronException COLLECTION_NOT_FOUND, PLACEMENT_UNAVAILABLE, OUTCOME_UNKNOWN when the
     *     answer was lost
     */
    public void delete(Access access, String name) {
        access.require(Role.ADMIN, name);
        CollectionNames.check(name);
        var known = watch.current().collection(name);
        DeleteCollectionRequest request =
                DeleteCollectionRequest.newBuilder().setName(name).build();
        placement.change(stub -> stub.deleteCollection(request), timeouts.placement());
        AuditLog.collectionDeleted(access, name);
        known.ifPresent(gone -> watch.await(now -> now.collection(gone.id()).isEmpty(), timeouts.mapCatchUp()));
    }

    public ClusterStatusResponse cluster(Access access) {
        access.require(Role.READ);
        return placement.call(
                stub -> stub.clusterStatus(ClusterStatusRequest.getDefaultInstance()), timeouts.placement());
    }

    /** True when this router can route: it has a map. */
    public boolean isReady() {
        return watch.current().isKnown();
    }

    /** The revision of the map that this router routes by. */
    public long revision() {
        return watch.current().revision();
    }
}
