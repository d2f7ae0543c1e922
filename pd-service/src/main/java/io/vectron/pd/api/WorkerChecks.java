package io.vectron.pd.api;

import io.vectron.errors.ErrorCode;
import io.vectron.errors.VectronException;
import io.vectron.model.Limits;
import io.vectron.pd.soft.SoftFacts;
import io.vectron.pd.soft.WorkerFacts.Phase;
import io.vectron.pd.state.PlacementState;
import io.vectron.proto.internal.v1.Worker;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

/** What a worker may say of itself when it registers. Stateless. */
final class WorkerChecks {
    /** Of a name in DNS, a colon and a port. */
    static final int ADDRESS_LENGTH_MAX = 253 + 1 + 5;

    static final int LABELS_MAX = 16;
    static final int LABEL_LENGTH_MAX = 128;
    static final double CAPACITY_MAX = 1e6;

    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
    private static final Pattern ADDRESS = Pattern.compile("[A-Za-z0-9._-]+:[1-9][0-9]{0,4}");

    private WorkerChecks() {}

    /**
     * @return the worker to register: a capacity that was not given is 1, labels are as given
     * @throws VectronException INVALID_REQUEST
     */
    static Worker check(Worker worker) {
        checkId("worker.id", worker.getId());
        checkAddress("worker.address", worker.getAddress());
        checkAddress("worker.raft_address", worker.getRaftAddress());
        Limits.checkRange(ErrorCode.INVALID_REQUEST, "worker.labels", worker.getLabelsCount(), 0, LABELS_MAX);
        worker.getLabelsMap().forEach((key, value) -> {
            checkLength("label name", key, 1);
            checkLength("value of label " + key, value, 0);
        });
        double capacity = worker.getCapacity() == 0 ? 1 : worker.getCapacity();
        if (!(capacity > 0 && capacity <= CAPACITY_MAX)) {
            throw invalid("worker.capacity", Double.toString(capacity), "above 0 and at most " + CAPACITY_MAX);
        }
        return worker.toBuilder()
                .setCapacity(capacity)
                .clearState()
                .clearModRevision()
                .build();
    }

    /**
     * Two live workers at one address would be one replica to raft and one target to routers. The address of a worker that
     * is down is free: that is how a lost data directory is replaced.
     *
     * @throws VectronException WORKER_ADDRESS_CHANGED when another live worker has one of the addresses, or NOT_READY while
     *     this leader cannot know yet whether that worker lives
     */
    static void checkAddressesAreFree(Worker asked, PlacementState state, SoftFacts facts) {
        for (Worker other : state.workers().values()) {
            if (!other.getId().equals(asked.getId()) && isPresent(other, facts)) {
                checkDiffer("raft address", asked, other, Worker::getRaftAddress, facts);
                checkDiffer("gRPC address", asked, other, Worker::getAddress, facts);
            }
        }
    }

    private static boolean isPresent(Worker worker, SoftFacts facts) {
        return switch (facts.stateOf(worker)) {
            case WORKER_STATE_DOWN, WORKER_STATE_REMOVED -> false;
            default -> true;
        };
    }

    private static void checkDiffer(
            String what, Worker asked, Worker other, Function<Worker, String> addressOf, SoftFacts facts) {
        String address = addressOf.apply(asked);
        if (!address.equals(addressOf.apply(other))) {
            return;
        }
        String found = "worker " + asked.getId() + " registers with " + what + " " + address + ", which worker "
                + other.getId() + " has";
        Map<String, String> values = Map.of("worker", asked.getId(), "other", other.getId(), "address", address);
        // a refusal stops a worker for good, so a leader that has heard nothing yet must not give one
        if (facts.worker(other.getId())
                .filter(f -> f.phase() == Phase.KNOWN_BEFORE)
                .isPresent()) {
            throw new VectronException(
                    ErrorCode.NOT_READY,
                    found + "; this leader is new and does not know if that lives, try again",
                    values);
        }
        throw new VectronException(
                ErrorCode.WORKER_ADDRESS_CHANGED,
                found + " and that is alive; start each with an address of its own, or wait until the other is down",
                values);
    }

    static void checkId(String field, String id) {
        if (!ID.matcher(id).matches()) {
            throw invalid(field, id, "a UUID in lower case");
        }
    }

    static void checkAddress(String field, String address) {
        if (address.length() > ADDRESS_LENGTH_MAX || !ADDRESS.matcher(address).matches()) {
            throw invalid(field, address, "host:port");
        }
    }

    private static void checkLength(String what, String text, int min) {
        Limits.checkRange(ErrorCode.INVALID_REQUEST, "length of " + what, text.length(), min, LABEL_LENGTH_MAX);
    }

    private static VectronException invalid(String field, String found, String expected) {
        String shown = found.substring(0, Math.min(found.length(), LABEL_LENGTH_MAX));
        return new VectronException(
                ErrorCode.INVALID_REQUEST,
                field + " must be " + expected + ", found '" + shown + "'",
                Map.of("field", field, "found", shown));
    }
}
