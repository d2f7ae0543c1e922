package io.vectron.raft;

import com.alipay.sofa.jraft.Closure;
import com.alipay.sofa.jraft.Node;
import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.entity.Task;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What one replica has proposed and not answered yet: bounds it, times it out, and turns JRaft's verdicts into ours.
 *
 * <p>Concurrency: safe for any number of threads. A proposal is answered exactly once, by whoever wins its future; its
 * place is given back exactly once, when JRaft is done with it, even if its future timed out long before.
 *
 * <p>Invariants: inflight and inflightBytes are the sums over proposals that JRaft holds; a proposal is answered with
 * success only after its command was applied here.
 */
final class Proposals {
    /** One command: the closure that JRaft holds, and the future that the caller holds. */
    final class Proposal implements Closure {
        private final CompletableFuture<Applied> future = new CompletableFuture<>();
        private final AtomicBoolean released = new AtomicBoolean();
        private final int bytes;
        private final long deadlineNanos;

        Proposal(int bytes, long deadlineNanos) {
            this.bytes = bytes;
            this.deadlineNanos = deadlineNanos;
        }

        void succeed(Applied applied) {
            release();
            callbacks.execute(() -> future.complete(applied));
        }

        void fail(RaftException why) {
            release();
            callbacks.execute(() -> future.completeExceptionally(why));
        }

        /** JRaft's verdict on a proposal that was not applied here. */
        @Override
        public void run(Status status) {
            fail(verdict(status));
        }

        private void release() {
            if (released.compareAndSet(false, true)) {
                inflight.decrementAndGet();
                inflightBytes.addAndGet(-bytes);
            }
        }
    }

    /** The only texts under which JRaft (1.4.1) turns a task away before it is in the log. */
    private static final String NOT_LEADER = "Is not leader.";

    private static final String OTHER_TERM = "expected_term=";

    private final RaftGroupSettings settings;
    private final Supplier<Optional<String>> leader;
    private final Executor callbacks;
    private final AtomicInteger inflight = new AtomicInteger();
    private final AtomicLong inflightBytes = new AtomicLong();
    // all proposals of a group have the same timeout, so the oldest is always at the head
    private final Queue<Proposal> byDeadline = new ConcurrentLinkedQueue<>();

    /** @param callbacks where futures complete, with whatever the callers attached to them */
    Proposals(RaftGroupSettings settings, Supplier<Optional<String>> leader, Executor callbacks) {
        this.settings = settings;
        this.leader = leader;
        this.callbacks = callbacks;
    }

    CompletableFuture<Applied> propose(Node node, ByteBuffer command) {
        int bytes = command.remaining();
        if (bytes < 1 || bytes > RaftGroup.COMMAND_BYTES_MAX) { // empty entries are this module's own
            throw new IllegalArgumentException("command of " + bytes + " bytes for group " + settings.groupId()
                    + ", expected 1 to " + RaftGroup.COMMAND_BYTES_MAX);
        }
        if (!node.isLeader(false)) {
            return CompletableFuture.failedFuture(notLeader());
        }
        RaftException full = reserve(bytes);
        if (full != null) {
            return CompletableFuture.failedFuture(full);
        }
        Proposal proposal = new Proposal(
                bytes, System.nanoTime() + settings.proposalTimeout().toNanos());
        byDeadline.add(proposal);
        try {
            node.apply(new Task(onHeap(command), proposal));
        } catch (IllegalStateException e) {
            proposal.fail(new GroupFailedException("group " + settings.groupId() + " is closing", e));
        }
        return proposal.future;
    }

    /** JRaft reads the backing array, which read-only and direct buffers do not show. */
    private static ByteBuffer onHeap(ByteBuffer command) {
        if (command.hasArray()) {
            return command.slice();
        }
        return ByteBuffer.allocate(command.remaining()).put(command.duplicate()).flip();
    }

    private @Nullable RaftException reserve(int bytes) {
        int proposals = inflight.incrementAndGet();
        long total = inflightBytes.addAndGet(bytes);
        if (proposals <= settings.limits().inflightProposalsMax()
                && total <= settings.limits().inflightBytesMax()) {
            return null;
        }
        inflight.decrementAndGet();
        inflightBytes.addAndGet(-bytes);
        return new OverloadedException("group " + settings.groupId() + " has " + (proposals - 1) + " proposals of "
                + (total - bytes) + " bytes in flight, at most "
                + settings.limits().inflightProposalsMax() + " of "
                + settings.limits().inflightBytesMax());
    }

    private RaftException verdict(Status status) {
        String text = status.getErrorMsg() == null ? "" : status.getErrorMsg();
        String where = "group " + settings.groupId() + ": ";
        return switch (status.getRaftError()) {
            case EBUSY -> new OverloadedException(where + text);
            case EPERM ->
                text.equals(NOT_LEADER) || text.startsWith(OTHER_TERM)
                        ? notLeader()
                        : new OutcomeUnknownException(where + text, null);
            case ENODESHUTDOWN -> new GroupFailedException(where + text, null);
            case ESTATEMACHINE -> new GroupFailedException(where + text, null);
            default -> new OutcomeUnknownException(where + status, null);
        };
    }

    NotLeaderException notLeader() {
        return new NotLeaderException(settings.groupId(), leader.get().orElse(null));
    }

    /** Fails what is overdue and forgets what is answered; called by the host's clock. O(answered since the last call). */
    void expire(long nowNanos) {
        for (Proposal oldest = byDeadline.peek(); oldest != null; oldest = byDeadline.peek()) {
            boolean late = nowNanos - oldest.deadlineNanos >= 0;
            if (!late && !oldest.future.isDone()) {
                return;
            }
            byDeadline.poll();
            if (late && !oldest.future.isDone()) {
                Proposal overdue = oldest;
                callbacks.execute(() -> overdue.future.completeExceptionally(
                        new ProposalTimeoutException(settings.groupId(), settings.proposalTimeout())));
            }
        }
    }

    /** After the node has stopped: nobody will answer these any more. */
    void failAll(RaftException why) {
        for (Proposal left = byDeadline.poll(); left != null; left = byDeadline.poll()) {
            left.fail(why);
        }
    }

    int inflight() {
        return inflight.get();
    }
}
