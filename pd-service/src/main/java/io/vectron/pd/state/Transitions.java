package io.vectron.pd.state;

import io.vectron.errors.ErrorCode;
import io.vectron.proto.internal.v1.CollectionMap;
import io.vectron.proto.internal.v1.InitCluster;
import io.vectron.proto.internal.v1.PlacementCommand;
import io.vectron.proto.internal.v1.RemoveCollection;
import io.vectron.proto.internal.v1.Replica;
import io.vectron.proto.internal.v1.SetWorkerState;
import io.vectron.proto.internal.v1.Shard;
import io.vectron.proto.internal.v1.Worker;
import io.vectron.proto.internal.v1.WorkerState;
import java.util.Map;
import java.util.Optional;

/** How each command changes the state: (state, index, command) to (state, outcome). Pure and stateless. */
public final class Transitions {
    private Transitions() {}

    /** The state afterwards, which is the state before unless the outcome says that something changed. */
    public record Step(PlacementState state, Outcome outcome) {}

    /**
     * @param index the command's log index, the new revision if the command changes something
     * @throws IllegalArgumentException for a command of a kind that this version does not know: skipping it would let
     *     this member's state part from the others'
     */
    public static Step apply(PlacementState state, long index, PlacementCommand command) {
        return switch (command.getCommandCase()) {
            case INIT_CLUSTER -> initCluster(state, index, command.getInitCluster());
            case PUT_WORKER -> putWorker(state, index, command.getPutWorker().getWorker());
            case SET_WORKER_STATE -> setWorkerState(state, index, command.getSetWorkerState());
            case CREATE_COLLECTION ->
                createCollection(state, index, command.getCreateCollection().getCollection());
            case DELETE_COLLECTION -> deleteCollection(state, index, command.getDeleteCollection());
            case COMMAND_NOT_SET ->
                throw new IllegalArgumentException("command at index " + index
                        + " is of no kind that this version knows; fields " + command.getUnknownFields());
        };
    }

    private static Step initCluster(PlacementState state, long index, InitCluster command) {
        // two leaders in a row may both have proposed an id: the first one counts
        if (!state.clusterId().isEmpty()) {
            return unchanged(state);
        }
        return changed(state.withCluster(command.getClusterId(), index));
    }

    private static Step putWorker(PlacementState state, long index, Worker asked) {
        Optional<Worker> known = state.worker(asked.getId());
        WorkerState kept = known.map(Worker::getState).orElse(WorkerState.WORKER_STATE_READY);
        if (kept == WorkerState.WORKER_STATE_REMOVED) {
            return refused(state, removed(asked.getId()));
        }
        if (known.isPresent() && !known.get().getRaftAddress().equals(asked.getRaftAddress())) {
            int replicas = state.replicasOf(asked.getId());
            if (replicas > 0) {
                return refused(state, addressChanged(known.get(), asked, replicas));
            }
        }
        Worker put = asked.toBuilder().setState(kept).clearModRevision().build();
        if (known.isPresent()
                && known.get().toBuilder().clearModRevision().build().equals(put)) {
            return unchanged(state);
        }
        return changed(state.withWorker(put.toBuilder().setModRevision(index).build(), index));
    }

    private static Outcome.Refused addressChanged(Worker known, Worker asked, int replicas) {
        return new Outcome.Refused(
                ErrorCode.WORKER_ADDRESS_CHANGED,
                "worker " + asked.getId() + " holds " + replicas + " replicas under raft address "
                        + known.getRaftAddress() + " and came back with " + asked.getRaftAddress()
                        + "; start it with the old address",
                Map.of(
                        "worker", asked.getId(),
                        "expected", known.getRaftAddress(),
                        "found", asked.getRaftAddress(),
                        "replicas", Integer.toString(replicas)));
    }

    private static Step setWorkerState(PlacementState state, long index, SetWorkerState command) {
        Optional<Worker> known = state.worker(command.getWorkerId());
        if (known.isEmpty()) {
            return refused(state, unknown(command.getWorkerId()));
        }
        Worker worker = known.get();
        if (worker.getState() == command.getState()) {
            return unchanged(state);
        }
        // removal is for good: a data directory that was away for long must not come back with old replicas
        if (worker.getState() == WorkerState.WORKER_STATE_REMOVED) {
            return refused(state, removed(worker.getId()));
        }
        Worker next = worker.toBuilder()
                .setState(command.getState())
                .setModRevision(index)
                .build();
        return changed(state.withWorker(next, index));
    }

    private static Step createCollection(PlacementState state, long index, CollectionMap placed) {
        if (state.collection(placed.getName()).isPresent()) {
            return refused(state, nameIsTaken(placed.getName()));
        }
        for (Shard shard : placed.getShardsList()) {
            for (Replica replica : shard.getReplicasList()) {
                Optional<Worker> worker = state.worker(replica.getWorkerId());
                if (worker.isEmpty() || worker.get().getState() == WorkerState.WORKER_STATE_REMOVED) {
                    return refused(state, planIsOld(replica.getWorkerId()));
                }
            }
        }
        CollectionMap collection = state.table().withIds(placed, index);
        PlacementState next = state.withCollections(state.table().add(collection), index);
        return new Step(next, new Outcome.Created(collection));
    }

    private static Step deleteCollection(PlacementState state, long index, RemoveCollection command) {
        Optional<CollectionMap> known = state.collection(command.getName());
        if (known.isEmpty()) {
            return refused(state, noCollection(command.getName()));
        }
        return changed(state.withCollections(state.table().remove(known.get(), index), index));
    }

    private static Outcome.Refused planIsOld(String workerId) {
        return new Outcome.Refused(
                ErrorCode.NOT_READY,
                "worker " + workerId + " was removed while the collection was being placed; try again",
                Map.of("worker", workerId));
    }

    public static Outcome.Refused nameIsTaken(String name) {
        return new Outcome.Refused(
                ErrorCode.COLLECTION_EXISTS, "collection '" + name + "' exists", Map.of("collection", name));
    }

    public static Outcome.Refused noCollection(String name) {
        return new Outcome.Refused(
                ErrorCode.COLLECTION_NOT_FOUND, "no collection is named '" + name + "'", Map.of("collection", name));
    }

    public static Outcome.Refused unknown(String workerId) {
        return new Outcome.Refused(
                ErrorCode.WORKER_UNKNOWN, "worker " + workerId + " is not registered", Map.of("worker", workerId));
    }

    public static Outcome.Refused removed(String workerId) {
        return new Outcome.Refused(
                ErrorCode.WORKER_REMOVED,
                "worker " + workerId + " was removed from the cluster; start it with an empty data directory",
                Map.of("worker", workerId));
    }

    private static Step changed(PlacementState next) {
        return new Step(next, new Outcome.Done(true));
    }

    private static Step unchanged(PlacementState state) {
        return new Step(state, new Outcome.Done(false));
    }

    private static Step refused(PlacementState state, Outcome.Refused why) {
        return new Step(state, why);
    }
}
