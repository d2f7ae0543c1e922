package io.vectron.worker.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.vectron.errors.ErrorCode;
import io.vectron.errors.VectronException;
import io.vectron.raft.Applied;
import io.vectron.raft.RaftException;
import io.vectron.raft.RaftFailures;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Which commands of a request enter the log, and what its caller may conclude. */
class ProposerTest {
    private static final long AMPLE_SECONDS = 60;

    /** Answers proposals by its script, in order; a test that proposes more than that fails. */
    private static final class ScriptedGroup implements Function<byte[], CompletableFuture<Applied>> {
        private final Deque<CompletableFuture<Applied>> script = new ArrayDeque<>();
        private final List<String> proposed = new ArrayList<>();

        ScriptedGroup applies(long index) {
            script.add(CompletableFuture.completedFuture(new Applied(index, null)));
            return this;
        }

        ScriptedGroup fails(Throwable why) {
            script.add(CompletableFuture.failedFuture(why));
            return this;
        }

        ScriptedGroup answers(CompletableFuture<Applied> answer) {
            script.add(answer);
            return this;
        }

        @Override
        public CompletableFuture<Applied> apply(byte[] command) {
            proposed.add(new String(command, StandardCharsets.UTF_8));
            return script.remove();
        }
    }

    private final ScriptedGroup group = new ScriptedGroup();

    private static long in(long time, TimeUnit unit) {
        return System.nanoTime() + unit.toNanos(time);
    }

    private long propose(String... commands) {
        return propose(in(AMPLE_SECONDS, TimeUnit.SECONDS), commands);
    }

    private long propose(long deadlineNanos, String... commands) {
        return new Proposer(group, deadlineNanos)
                .proposeAll(Arrays.stream(commands)
                        .map(command -> command.getBytes(StandardCharsets.UTF_8))
                        .toList());
    }

    private static void assertUnknown(Throwable failure, int command, int commands) {
        assertThat(failure).isInstanceOfSatisfying(VectronException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
            assertThat(e.getMessage()).contains("command " + command + " of " + commands);
            assertThat(e.values())
                    .containsEntry("command", Integer.toString(command))
                    .containsEntry("commands", Integer.toString(commands));
        });
    }

    @Test
    void sequenceOfTheLastCommandIsReturned() {
        group.applies(11).applies(12).applies(15);
        assertThat(propose("a", "b", "c")).isEqualTo(15);
        assertThat(group.proposed).containsExactly("a", "b", "c");
    }

    /** Applied the moment that somebody waits for it, and not before. */
    private static final class AppliedOnceAwaited extends CompletableFuture<Applied> {
        private final long index;

        AppliedOnceAwaited(long index) {
            this.index = index;
        }

        @Override
        public Applied get(long timeout, TimeUnit unit) {
            Applied applied = new Applied(index, null);
            complete(applied);
            return applied;
        }
    }

    @Test
    void commandIsProposedOnlyOnceTheOneBeforeIsApplied() {
        List<CompletableFuture<Applied>> answers =
                List.of(new AppliedOnceAwaited(1), new AppliedOnceAwaited(2), new AppliedOnceAwaited(3));
        List<Integer> appliedBefore = new ArrayList<>();
        Function<byte[], CompletableFuture<Applied>> slow = command -> {
            appliedBefore.add(
                    (int) answers.stream().filter(CompletableFuture::isDone).count());
            return answers.get(appliedBefore.size() - 1);
        };
        Proposer proposer = new Proposer(slow, in(AMPLE_SECONDS, TimeUnit.SECONDS));

        assertThat(proposer.proposeAll(List.of(new byte[1], new byte[1], new byte[1])))
                .isEqualTo(3);
        assertThat(appliedBefore).containsExactly(0, 1, 2);
    }

    @Test
    void refusalOfTheFirstCommandIsPassedOnAndNothingElseIsProposed() {
        for (RaftException refusal : List.of(RaftFailures.notLeader(), RaftFailures.overloaded())) {
            group.proposed.clear();
            group.fails(refusal);
            assertThatThrownBy(() -> propose("a", "b")).isSameAs(refusal);
            assertThat(group.proposed).containsExactly("a");
        }
    }

    @Test
    void lackOfRoomForALaterCommandIsWaitedOut() {
        group.applies(1)
                .fails(RaftFailures.overloaded())
                .fails(RaftFailures.overloaded())
                .applies(2)
                .fails(RaftFailures.overloaded())
                .applies(3);
        assertThat(propose("a", "b", "c")).isEqualTo(3);
        assertThat(group.proposed).containsExactly("a", "b", "b", "b", "c", "c");
    }

    @Test
    void lackOfRoomUntilTheDeadlineLeavesTheOutcomeUnknown() {
        Function<byte[], CompletableFuture<Applied>> full = command -> {
            group.proposed.add(new String(command, StandardCharsets.UTF_8));
            return group.proposed.size() == 1
                    ? CompletableFuture.completedFuture(new Applied(1, null))
                    : CompletableFuture.failedFuture(RaftFailures.overloaded());
        };
        Proposer proposer = new Proposer(full, in(200, TimeUnit.MILLISECONDS));

        Throwable failure = catchThrowable(() -> proposer.proposeAll(List.of(bytes("a"), bytes("b"), bytes("c"))));

        assertUnknown(failure, 2, 3);
        assertThat(failure).hasMessageContaining("too much in flight");
        assertThat(group.proposed).startsWith("a", "b").doesNotContain("c");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void laterCommandThatFailsLeavesTheOutcomeUnknownAndTheRestIsNotProposed() {
        List<RaftException> failures =
                List.of(RaftFailures.notLeader(), RaftFailures.outcomeUnknown(), RaftFailures.groupFailed());
        for (RaftException failure : failures) {
            group.proposed.clear();
            group.applies(1).fails(failure);
            assertUnknown(catchThrowable(() -> propose("a", "b", "c")), 2, 3);
            assertThat(group.proposed).containsExactly("a", "b");
        }
    }

    @Test
    void firstOfSeveralThatMayBeInTheLogLeavesTheOutcomeUnknown() {
        for (RaftException failure : List.of(RaftFailures.outcomeUnknown(), RaftFailures.groupFailed())) {
            group.proposed.clear();
            group.fails(failure);
            assertUnknown(catchThrowable(() -> propose("a", "b")), 1, 2);
            assertThat(group.proposed).containsExactly("a");
        }
    }

    @Test
    void failureOfTheOnlyCommandKeepsItsOwnMeaning() {
        List<RaftException> failures = List.of(
                RaftFailures.notLeader(),
                RaftFailures.overloaded(),
                RaftFailures.outcomeUnknown(),
                RaftFailures.groupFailed());
        for (RaftException failure : failures) {
            group.fails(failure);
            assertThatThrownBy(() -> propose("a")).isSameAs(failure);
        }
    }

    @Test
    void failureThatRaftDoesNotKnowLeavesTheOutcomeUnknown() {
        group.fails(new IllegalStateException("a bug"));
        Throwable failure = catchThrowable(() -> propose("a"));
        assertUnknown(failure, 1, 1);
        assertThat(failure).hasMessageContaining("a bug");
    }

    @Test
    void deadlineThatPassesWhileACommandIsInTheLogLeavesTheOutcomeUnknown() {
        group.answers(new CompletableFuture<>());
        Throwable failure = catchThrowable(() -> propose(in(30, TimeUnit.MILLISECONDS), "a"));
        assertUnknown(failure, 1, 1);
        assertThat(failure).hasMessageContaining("not applied before the deadline");
    }

    @Test
    void interruptedCallerKeepsItsInterruptAndTheOutcomeIsUnknown() {
        group.answers(new CompletableFuture<>());
        Thread.currentThread().interrupt();
        Throwable failure = catchThrowable(() -> propose("a", "b"));
        assertThat(Thread.interrupted()).as("interrupt kept").isTrue();
        assertUnknown(failure, 1, 2);
        assertThat(group.proposed).containsExactly("a");
    }
}
