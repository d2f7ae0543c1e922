package io.vectron.pd.api;

import io.vectron.errors.ErrorCode;
import io.vectron.errors.VectronException;
import io.vectron.proto.internal.v1.Worker;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The addresses that are being registered right now. Without it two workers with one address could both find it free, and
 * both be committed.
 *
 * <p>Concurrency: safe for any thread; nobody waits, the later of two is told to try again. Invariant: an address is in
 * the map while the one registration that put it there runs.
 */
final class AddressClaims {
    private final Map<String, String> workerByAddress = new ConcurrentHashMap<>();

    /** @throws VectronException NOT_READY when another registration of one of the worker's addresses is running */
    void whileClaimed(Worker worker, Runnable registration) {
        whileClaimed(
                List.of("raft " + worker.getRaftAddress(), "grpc " + worker.getAddress()),
                worker.getId(),
                registration);
    }

    private void whileClaimed(List<String> addresses, String worker, Runnable registration) {
        if (addresses.isEmpty()) {
            registration.run();
            return;
        }
        String address = addresses.getFirst();
        String other = workerByAddress.putIfAbsent(address, worker);
        if (other != null) {
            throw new VectronException(
                    ErrorCode.NOT_READY,
                    "worker " + worker + " registers with address " + address + " while a registration of worker "
                            + other + " with it is under way; try again",
                    Map.of("worker", worker, "other", other, "address", address));
        }
        try {
            whileClaimed(addresses.subList(1, addresses.size()), worker, registration);
        } finally {
            workerByAddress.remove(address);
        }
    }
}
