package io.vectron.worker.api;

import io.vectron.drift.CorruptDataException;
import io.vectron.drift.DriftException;
import io.vectron.drift.StorageFullException;
import io.vectron.errors.ErrorCode;
import io.vectron.errors.VectronException;
import io.vectron.raft.GroupFailedException;
import io.vectron.raft.NotLeaderException;
import io.vectron.raft.OutcomeUnknownException;
import io.vectron.raft.OverloadedException;
import io.vectron.raft.RaftException;
import io.vectron.raft.RaftRequestException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every failure of a shard call as an error with a stable code. */
final class Failures {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    private Failures() {}

    static VectronException toVectron(Throwable failure, long shardId) {
        return switch (failure) {
            case VectronException known -> known;
            case ExecutionException wrapper when wrapper.getCause() != null -> toVectron(wrapper.getCause(), shardId);
            case CompletionException wrapper when wrapper.getCause() != null -> toVectron(wrapper.getCause(), shardId);
            case RaftException raft -> ofRaft(raft, shardId);
            case DriftException engine -> ofEngine(engine, shardId);
            case IllegalArgumentException invalid -> error(ErrorCode.INVALID_REQUEST, invalid, shardId);
            case RejectedExecutionException full -> error(ErrorCode.OVERLOADED, full, shardId);
            case TimeoutException late -> error(ErrorCode.DEADLINE_EXCEEDED, late, shardId);
            case InterruptedException stopped -> error(ErrorCode.NOT_READY, stopped, shardId);
            default -> {
                LOG.error("unexpected failure of a call to shard {}", shardId, failure);
                yield error(ErrorCode.INTERNAL, failure, shardId);
            }
        };
    }

    private static VectronException ofRaft(RaftException failure, long shardId) {
        return switch (failure) {
            case NotLeaderException e -> {
                Map<String, String> values = values(shardId);
                e.leaderAddress().ifPresent(address -> values.put("leader", address));
                yield new VectronException(ErrorCode.NOT_LEADER, String.valueOf(e.getMessage()), values);
            }
            case OutcomeUnknownException e -> error(ErrorCode.OUTCOME_UNKNOWN, e, shardId);
            case OverloadedException e -> error(ErrorCode.OVERLOADED, e, shardId);
            case GroupFailedException e -> error(ErrorCode.SHARD_FAILED, e, shardId);
            case RaftRequestException e -> error(ErrorCode.SHARD_UNAVAILABLE, e, shardId);
        };
    }

    private static VectronException ofEngine(DriftException failure, long shardId) {
        return switch (failure) {
            case io.vectron.drift.OverloadedException e -> error(ErrorCode.OVERLOADED, e, shardId);
            case StorageFullException e -> error(ErrorCode.STORAGE_FULL, e, shardId);
            case CorruptDataException e -> {
                LOG.error("shard {} has damaged data", shardId, e);
                yield error(ErrorCode.SHARD_FAILED, e, shardId);
            }
            default -> {
                LOG.error("the engine of shard {} failed", shardId, failure);
                yield error(ErrorCode.SHARD_FAILED, failure, shardId);
            }
        };
    }

    private static VectronException error(ErrorCode code, Throwable cause, long shardId) {
        String message = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return new VectronException(code, "shard " + shardId + ": " + message, values(shardId), cause);
    }

    private static Map<String, String> values(long shardId) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("shard", Long.toUnsignedString(shardId));
        return values;
    }
}
