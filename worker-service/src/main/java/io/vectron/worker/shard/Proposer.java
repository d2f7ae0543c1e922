package io.vectron.worker.shard;

import io.vectron.errors.ErrorCode;
import io.vectron.errors.VectronException;
import io.vectron.raft.Applied;
import io.vectron.raft.NotLeaderException;
import io.vectron.raft.OverloadedException;
import io.vectron.raft.RaftException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * Proposes the commands of one request one after the other: a later command never enters the log when an earlier one was
 * refused, and a large request never fills the group's in-flight budget by itself. Requests of different callers share
 * the log's fsyncs, so the group's throughput does not depend on it.
 *
 * <p>Once one command may be in the log, no failure that says "nothing was done" is passed on: a refusal for lack of room
 * is waited out, anything else becomes OUTCOME_UNKNOWN.
 */
final class Proposer {
    private static final long OVERLOAD_PAUSE_MILLIS = 20;

    private final Function<byte[], CompletableFuture<Applied>> group;
    private final long deadlineNanos;

    Proposer(Function<byte[], CompletableFuture<Applied>> group, long deadlineNanos) {
        this.group = group;
        this.deadlineNanos = deadlineNanos;
    }

    /**
     * @return the sequence of the last command, once all are applied
     * @throws RaftException why the first command was refused; nothing was done then
     * @throws VectronException OUTCOME_UNKNOWN
     */
    long proposeAll(List<byte[]> commands) {
        long sequence = 0;
        for (int i = 0; i < commands.size(); i++) {
            sequence = propose(commands.get(i), i, commands.size());
        }
        return sequence;
    }

    private long propose(byte[] command, int index, int count) {
        while (true) {
            try {
                long left = Math.max(0, deadlineNanos - System.nanoTime());
                return group.apply(command).get(left, TimeUnit.NANOSECONDS).index();
            } catch (TimeoutException e) {
                throw unknown("not applied before the deadline", index, count, e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw unknown("interrupted", index, count, e);
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof OverloadedException) || index == 0 || !pause()) {
                    throw failure(e, index, count);
                }
            }
        }
    }

    private static RuntimeException failure(ExecutionException e, int index, int count) {
        boolean nothingProposed =
                e.getCause() instanceof NotLeaderException || e.getCause() instanceof OverloadedException;
        if (e.getCause() instanceof RaftException raft && ((index == 0 && nothingProposed) || count == 1)) {
            return raft;
        }
        return unknown(String.valueOf(e.getCause()), index, count, e);
    }

    /** False when there is no time left. */
    private boolean pause() {
        try {
            Thread.sleep(OVERLOAD_PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        return System.nanoTime() < deadlineNanos;
    }

    private static VectronException unknown(String reason, int index, int count, Exception cause) {
        return new VectronException(
                ErrorCode.OUTCOME_UNKNOWN,
                "command " + (index + 1) + " of " + count + " of this write: " + reason,
                Map.of("command", Integer.toString(index + 1), "commands", Integer.toString(count)),
                cause);
    }
}
