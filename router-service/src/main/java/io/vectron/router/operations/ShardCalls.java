package io.vectron.router.operations;

import io.grpc.Context;
import io.grpc.Deadline;
import io.vectron.errors.ErrorCode;
import io.vectron.errors.VectronException;
import io.vectron.proto.internal.v1.Shard;
import io.vectron.proto.internal.v1.ShardHeader;
import io.vectron.proto.internal.v1.Worker;
import io.vectron.router.map.CollectionRoutes;
import io.vectron.router.map.ShardMap;
import io.vectron.router.map.ShardMapWatch;
import io.vectron.router.observe.RequestObserver;
import io.vectron.router.observe.ShardCallObserver;
import io.vectron.router.worker.WorkerCallException;
import io.vectron.router.worker.WorkerCallException.Reach;
import io.vectron.router.worker.WorkerCalls;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Brings one shard's part of a request to a replica that can do it, inside the deadline.
 *
 * <p>An attempt that failed without being done is made again: at the leader that NOT_LEADER names, with the newer epoch
 * after STALE_EPOCH, at the next replica otherwise, with a short pause (or until the map changes) after each round. A
 * read, strong ones too, also goes on after SHARD_FAILED and ends with it only when no replica is left. A write that may have arrived is not sent again but answered OUTCOME_UNKNOWN. When all replicas are shut off by their
 * circuit breakers the answer is SHARD_UNAVAILABLE at once.
 *
 * <p>Concurrency: safe for use by any thread; {@code leaderHints} is a concurrent map of hints that any call may
 * overwrite and that a newer leader from the placement driver removes.
 */
public final class ShardCalls {
    /** With less time left, a refusal would come after the deadline and turn "nothing was done" into "unknown". */
    private static final long ATTEMPT_MILLIS_MIN = 5;

    private final ShardMapWatch watch;
    private final WorkerCalls workers;
    private final ShardCallObserver observer;
    /** Shard id to the id of the worker that NOT_LEADER named; ahead of the placement driver by up to a heartbeat. */
    private final Map<Long, String> leaderHints = new ConcurrentHashMap<>();

    private final AtomicInteger turns = new AtomicInteger();

    public ShardCalls(ShardMapWatch watch, WorkerCalls workers, ShardCallObserver observer) {
        this.watch = watch;
        this.workers = workers;
        this.observer = observer;
        watch.onEvent(event -> {
            event.getLeadersList().forEach(leader -> leaderHints.remove(leader.getShardId()));
            if (event.getRemovedCollectionsCount() > 0) {
                leaderHints.clear();
            }
        });
    }

    /**
     * @throws VectronException the worker's answer, SHARD_UNAVAILABLE, OUTCOME_UNKNOWN, DEADLINE_EXCEEDED or
     *     COLLECTION_NOT_FOUND
     * @throws ShardMovedException when the shard's range changed; nothing was done
     */
    <T> T run(ShardTask<T> task) {
        Attempts attempts = new Attempts();
        int turn = turns.getAndIncrement();
        while (true) {
            ShardMap map = watch.current();
            Shard shard = currentShard(map, task);
            checkLeft(task, attempts);
            List<Worker> order = order(map, shard, task.kind(), turn);
            Optional<Worker> worker = attempts.next(order);
            if (worker.isEmpty()) {
                endRound(task, attempts, map);
                continue;
            }
            try {
                boolean isLast = attempts.isLast(order);
                return call(task, shard, worker.get(), isLast);
            } catch (WorkerCallException e) {
                attempts.failed(worker.get(), e);
                react(task, attempts, map, worker.get(), e);
                observer.retried(e.label());
            }
        }
    }

    private <T> T call(ShardTask<T> task, Shard shard, Worker worker, boolean isLast) {
        long start = System.nanoTime();
        String outcome = RequestObserver.OK;
        try {
            return workers.call(
                    worker,
                    attemptDeadline(task, isLast),
                    stub -> task.operation().apply(stub, header(shard)));
        } catch (WorkerCallException e) {
            outcome = e.label();
            throw e;
        } finally {
            observer.called(task.kind().name().toLowerCase(Locale.ROOT), outcome, System.nanoTime() - start);
        }
    }

    private List<Worker> order(ShardMap map, Shard shard, ShardTask.Kind kind, int turn) {
        Optional<Worker> hint =
                Optional.ofNullable(leaderHints.get(shard.getId())).flatMap(map::worker);
        return switch (kind) {
            case WRITE, LEADER_READ -> ReplicaOrder.leaderFirst(map, shard, hint, turn);
            case REPLICA_READ -> ReplicaOrder.anyReplica(map, shard, hint, turn);
        };
    }

    /** A read may leave half of its time for another replica; a write cannot be sent twice, so it gets all of it. */
    private static Deadline attemptDeadline(ShardTask<?> task, boolean isLast) {
        if (task.kind() == ShardTask.Kind.WRITE || isLast) {
            return task.deadline();
        }
        return Deadline.after(task.deadline().timeRemaining(TimeUnit.NANOSECONDS) / 2, TimeUnit.NANOSECONDS);
    }

    private static ShardHeader header(Shard shard) {
        return ShardHeader.newBuilder()
                .setShardId(shard.getId())
                .setEpoch(shard.getEpoch())
                .build();
    }

    private static Shard currentShard(ShardMap map, ShardTask<?> task) {
        CollectionRoutes collection = map.collection(task.collection().id())
                .orElseThrow(() -> CollectionLookup.notFound(task.collection().name()));
        Shard shard = collection
                .shard(task.shard().getId())
                .orElseThrow(() -> new ShardMovedException(task.shard().getId()));
        if (!shard.getRange().equals(task.shard().getRange())) {
            throw new ShardMovedException(shard.getId());
        }
        return shard;
    }

    /** Decides what a failed attempt means: returns to try again, throws to end. */
    private void react(ShardTask<?> task, Attempts attempts, ShardMap map, Worker worker, WorkerCallException failure) {
        switch (failure.reach()) {
            case ANSWERED -> reactToAnswer(task, attempts, map, worker, failure);
            case NEVER_SENT, NOT_TRIED -> leaderHints.remove(task.shard().getId(), worker.getId());
            case TIMED_OUT, LOST -> {
                leaderHints.remove(task.shard().getId(), worker.getId());
                if (task.kind() == ShardTask.Kind.WRITE) {
                    throw outcomeUnknown(task, failure);
                }
            }
            case ANSWER_TOO_LARGE -> throw answerTooLarge(task, failure);
        }
    }

    private void reactToAnswer(
            ShardTask<?> task, Attempts attempts, ShardMap map, Worker worker, WorkerCallException failure) {
        VectronException answer = java.util.Objects.requireNonNull(failure.answer());
        long shardId = task.shard().getId();
        switch (answer.code()) {
            case NOT_LEADER -> {
                leaderHints.remove(shardId, worker.getId());
                map.workerByRaftAddress(answer.value("leader")).ifPresent(leader -> {
                    leaderHints.put(shardId, leader.getId());
                    attempts.allowOnceMore(leader);
                });
            }
            case STALE_EPOCH -> {
                // the same replica is right, one of the two maps is old: wait for news, then ask it again
                attempts.pause(watch, map, task.deadline());
                attempts.startRound();
            }
            case SHARD_NOT_FOUND -> {
                leaderHints.remove(shardId, worker.getId());
                attempts.pause(watch, map, task.deadline());
            }
            case NOT_READY, SHARD_UNAVAILABLE -> {}
            case SHARD_FAILED -> {
                leaderHints.remove(shardId, worker.getId());
                // a follower serves even strong reads, by read index; a write needs this leader, and it is gone
                if (task.kind() == ShardTask.Kind.WRITE) {
                    throw withShard(answer, shardId);
                }
            }
            case OVERLOADED -> {
                if (task.kind() != ShardTask.Kind.REPLICA_READ) {
                    throw withShard(answer, shardId);
                }
            }
            default -> throw withShard(answer, shardId);
        }
    }

    /** All replicas were tried: answer when none can be asked, otherwise wait and start again. */
    private void endRound(ShardTask<?> task, Attempts attempts, ShardMap map) {
        WorkerCallException last = attempts.last();
        VectronException answer = last == null ? null : last.answer();
        if (answer != null && (answer.code() == ErrorCode.OVERLOADED || answer.code() == ErrorCode.SHARD_FAILED)) {
            throw withShard(answer, task.shard().getId());
        }
        if (attempts.areAllShutOff()) {
            throw unavailable(task, attempts);
        }
        attempts.pause(watch, map, task.deadline());
        attempts.startRound();
    }

    private static void checkLeft(ShardTask<?> task, Attempts attempts) {
        boolean isCancelled =
                Context.current().isCancelled() || Thread.currentThread().isInterrupted();
        if (task.deadline().timeRemaining(TimeUnit.MILLISECONDS) >= ATTEMPT_MILLIS_MIN && !isCancelled) {
            return;
        }
        WorkerCallException last = attempts.last();
        if (isCancelled || last == null || last.reach() == Reach.TIMED_OUT) {
            throw new VectronException(
                    ErrorCode.DEADLINE_EXCEEDED,
                    "the deadline passed before shard " + task.shard().getId() + " answered"
                            + (last == null ? "" : ": " + last.reason()),
                    Map.of("shard", Long.toString(task.shard().getId())),
                    last);
        }
        throw unavailable(task, attempts);
    }

    private static VectronException unavailable(ShardTask<?> task, Attempts attempts) {
        WorkerCallException last = attempts.last();
        String reason = last == null ? "no replica is known" : last.reason();
        return new VectronException(
                ErrorCode.SHARD_UNAVAILABLE,
                "shard " + task.shard().getId() + " of collection '"
                        + task.collection().name() + "' has no replica that could answer after " + attempts.count()
                        + " attempts; the last: " + reason,
                Map.of(
                        "shard", Long.toString(task.shard().getId()),
                        "attempts", Integer.toString(attempts.count()),
                        "reason", reason),
                last);
    }

    private static VectronException outcomeUnknown(ShardTask<?> task, WorkerCallException failure) {
        String shard = Long.toString(task.shard().getId());
        return new VectronException(
                ErrorCode.OUTCOME_UNKNOWN,
                "the write to shard " + shard + " was sent and its answer was lost: " + failure.reason(),
                Map.of("shards", shard, "reason", failure.reason()),
                failure);
    }

    private static VectronException answerTooLarge(ShardTask<?> task, WorkerCallException failure) {
        String shard = Long.toString(task.shard().getId());
        return new VectronException(
                ErrorCode.REQUEST_TOO_LARGE,
                "the request to or the answer of shard " + shard
                        + " is larger than one message may be; ask for fewer hits, or without vectors or payload: "
                        + failure.reason(),
                Map.of("shard", shard),
                failure);
    }

    private static VectronException withShard(VectronException answer, long shardId) {
        Map<String, String> values = new java.util.LinkedHashMap<>(answer.values());
        values.putIfAbsent("shard", Long.toString(shardId));
        return new VectronException(answer.code(), answer.getMessage(), values, answer.getCause());
    }

    /** Where a hint points to, for tests. */
    @Nullable
    String leaderHint(long shardId) {
        return leaderHints.get(shardId);
    }
}
