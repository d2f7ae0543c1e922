package io.vectron.router.rest;

import io.vectron.errors.ErrorCode;
import io.vectron.errors.VectronException;
import io.vectron.model.Limits;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/**
 * Reads request bodies, none larger than 32 MiB, and all that are held at one time together not more than the budget.
 *
 * <p>Concurrency: safe for use by any thread; {@code budget} holds the free KiB.
 */
final class Bodies {
    private static final int KIB = 1 << 10;

    private final Semaphore budget;
    private final int budgetKib;

    /**
     * @param budgetBytes sum of the bodies that are read or worked on at one time
     */
    Bodies(long budgetBytes) {
        budgetKib = (int) Math.min(Integer.MAX_VALUE, Math.max(budgetBytes, Limits.REQUEST_BYTES_MAX) / KIB);
        budget = new Semaphore(budgetKib);
    }

    /** A quarter of the heap: a body lives next to its parsed form and the messages made of it. */
    static Bodies ofHeap() {
        return new Bodies(Runtime.getRuntime().maxMemory() / 4);
    }

    /**
     * Hands the body to the operation; its bytes count until that returns.
     *
     * @throws VectronException REQUEST_TOO_LARGE by the declared length or as soon as too many bytes came; OVERLOADED
     *     when the budget is used up; UNSUPPORTED_MEDIA_TYPE for compressed bodies
     */
    <T> T with(HttpServletRequest request, Function<byte[], T> operation) throws IOException {
        String encoding = request.getHeader("Content-Encoding");
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw new VectronException(
                    ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                    "the body must not be compressed",
                    Map.of("header", "Content-Encoding"));
        }
        long declared = request.getContentLengthLong();
        checkSize(declared);
        int kib = (int) (declared < 0 ? Limits.REQUEST_BYTES_MAX / KIB : declared / KIB + 1);
        if (!budget.tryAcquire(kib)) {
            throw new VectronException(
                    ErrorCode.OVERLOADED,
                    "the request bodies being worked on use up their " + budgetKib + " KiB",
                    Map.of("budget_kib", Integer.toString(budgetKib), "needed_kib", Integer.toString(kib)));
        }
        try {
            // grows with what arrives: a declared length alone reserves no memory
            byte[] body = request.getInputStream().readNBytes(Limits.REQUEST_BYTES_MAX + 1);
            checkSize(body.length);
            return operation.apply(body);
        } finally {
            budget.release(kib);
        }
    }

    private static void checkSize(long bytes) {
        if (bytes > Limits.REQUEST_BYTES_MAX) {
            throw new VectronException(
                    ErrorCode.REQUEST_TOO_LARGE,
                    "the body has " + bytes + " bytes or more, at most " + Limits.REQUEST_BYTES_MAX + " are taken",
                    Map.of("found", Long.toString(bytes), "max", Integer.toString(Limits.REQUEST_BYTES_MAX)));
        }
    }
}
