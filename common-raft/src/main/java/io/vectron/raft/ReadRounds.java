package io.vectron.raft;

import com.alipay.sofa.jraft.Node;
import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.closure.ReadIndexClosure;
import com.alipay.sofa.jraft.error.RaftError;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Linearizable reads in rounds: while one round asks the majority who leads, callers gather for the next. One round
 * serves any number of callers, so reads can not overflow JRaft's ring, and a caller waits for at most two rounds.
 *
 * <p>Concurrency: the monitor guards both fields.
 *
 * <p>Invariants: a caller only ever joins a round that has not been sent yet, because a round sent before the call may
 * have been answered from a state before it.
 */
final class ReadRounds {
    private static final byte[] NO_CONTEXT = {};

    private final RaftGroupSettings settings;
    private final Supplier<Optional<String>> leader;
    private final Executor callbacks;
    private @Nullable CompletableFuture<Long> gathering; // guarded by this
    private @Nullable CompletableFuture<Long> asked; // guarded by this

    ReadRounds(RaftGroupSettings settings, Supplier<Optional<String>> leader, Executor callbacks) {
        this.settings = settings;
        this.leader = leader;
        this.callbacks = callbacks;
    }

    CompletableFuture<Long> join(Node node) {
        CompletableFuture<Long> round;
        boolean send;
        synchronized (this) {
            round = gathering;
            if (round == null) {
                round = new CompletableFuture<>();
                gathering = round;
            }
            send = asked == null;
            if (send) {
                asked = round;
                gathering = null;
            }
        }
        if (send) {
            ask(node, round);
        }
        // a copy each: one caller's cancel or complete must not reach the others
        return round.copy();
    }

    private void ask(Node node, CompletableFuture<Long> round) {
        try {
            node.readIndex(NO_CONTEXT, new ReadIndexClosure(timeoutMillis()) {
                @Override
                public void run(Status status, long index, byte[] context) {
                    callbacks.execute(() -> finish(node, round, status, index));
                }
            });
        } catch (IllegalStateException e) {
            callbacks.execute(() -> finish(node, round, new Status(RaftError.EHOSTDOWN, "closing"), 0));
        }
    }

    private long timeoutMillis() {
        return settings.proposalTimeout().toMillis();
    }

    @SuppressWarnings("ReferenceEquality") // this very round is meant, futures have no other equality
    private void finish(Node node, CompletableFuture<Long> round, Status status, long index) {
        CompletableFuture<Long> next;
        synchronized (this) {
            if (asked != round) {
                return; // JRaft may answer a request twice while it stops
            }
            next = gathering;
            asked = next;
            gathering = null;
        }
        if (next != null) {
            ask(node, next);
        }
        if (status.isOk()) {
            round.complete(index);
        } else {
            round.completeExceptionally(refusal(status));
        }
    }

    private RaftException refusal(Status status) {
        String where = "group " + settings.groupId() + ": read: ";
        return switch (status.getRaftError()) {
            case EBUSY -> new OverloadedException(where + status.getErrorMsg());
            case EPERM ->
                new NotLeaderException(settings.groupId(), leader.get().orElse(null));
            default -> new RaftRequestException(where + status);
        };
    }

    /** After the node has stopped. */
    void failAll(RaftException why) {
        CompletableFuture<Long> first;
        CompletableFuture<Long> second;
        synchronized (this) {
            first = asked;
            second = gathering;
            asked = null;
            gathering = null;
        }
        if (first != null) {
            first.completeExceptionally(why);
        }
        if (second != null) {
            second.completeExceptionally(why);
        }
    }
}
