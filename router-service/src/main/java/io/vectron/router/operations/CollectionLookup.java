package io.vectron.router.operations;

import io.grpc.Deadline;
import io.vectron.errors.ErrorCode;
import io.vectron.errors.VectronException;
import io.vectron.model.CollectionNames;
import io.vectron.placement.PlacementClient;
import io.vectron.proto.v1.GetCollectionRequest;
import io.vectron.router.map.CollectionRoutes;
import io.vectron.router.map.ShardMap;
import io.vectron.router.map.ShardMapWatch;
import io.vectron.router.observe.Observation;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Finds a collection by name; asks the placement driver before it says that there is none. Safe for any thread. */
public final class CollectionLookup {
    private final ShardMapWatch watch;
    private final PlacementClient placement;

    public CollectionLookup(ShardMapWatch watch, PlacementClient placement) {
        this.watch = watch;
        this.placement = placement;
    }

    /**
     * @throws VectronException INVALID_COLLECTION_NAME, COLLECTION_NOT_FOUND, NOT_READY, PLACEMENT_UNAVAILABLE
     */
    CollectionRoutes require(String name, Deadline deadline) {
        CollectionNames.check(name);
        Duration left = Duration.ofMillis(Math.max(0, deadline.timeRemaining(TimeUnit.MILLISECONDS)));
        if (!watch.await(ShardMap::isKnown, left).isKnown()) {
            throw new VectronException(ErrorCode.NOT_READY, "the router has no map of the cluster yet");
        }
        Optional<CollectionRoutes> known = watch.current().collection(name);
        CollectionRoutes found = known.isPresent() ? known.get() : refresh(name, deadline);
        Observation.current().collection(name);
        return found;
    }

    /** Another router may have created it a moment ago, so the own map is no proof that there is none. */
    private CollectionRoutes refresh(String name, Deadline deadline) {
        Duration left = Duration.ofMillis(Math.max(1, deadline.timeRemaining(TimeUnit.MILLISECONDS)));
        placement.call(
                stub -> stub.getCollection(
                        GetCollectionRequest.newBuilder().setName(name).build()),
                left);
        return watch.await(map -> map.collection(name).isPresent(), left)
                .collection(name)
                .orElseThrow(() -> new VectronException(
                        ErrorCode.NOT_READY,
                        "collection '" + name + "' exists, but this router's map does not have it yet",
                        Map.of("name", name)));
    }

    static VectronException notFound(String name) {
        return new VectronException(
                ErrorCode.COLLECTION_NOT_FOUND, "no collection is named '" + name + "'", Map.of("name", name));
    }
}
