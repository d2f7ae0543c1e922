package io.vectron.pd.api;

import io.vectron.errors.ErrorCode;
import io.vectron.errors.VectronException;
import io.vectron.model.Limits;
import io.vectron.proto.internal.v1.Worker;
import java.util.Map;
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
        if (!ID.matcher(worker.getId()).matches()) {
            throw invalid("worker.id", worker.getId(), "a UUID in lower case");
        }
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

    private static void checkAddress(String field, String address) {
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
