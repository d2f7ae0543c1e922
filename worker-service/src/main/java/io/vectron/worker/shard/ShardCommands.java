package io.vectron.worker.shard;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.vectron.drift.Delete;
import io.vectron.drift.Op;
import io.vectron.drift.Upsert;
import io.vectron.drift.WriteBatch;
import io.vectron.errors.ErrorCode;
import io.vectron.errors.VectronException;
import io.vectron.model.Limits;
import io.vectron.model.Vectors;
import io.vectron.proto.internal.v1.ShardCommand;
import io.vectron.proto.internal.v1.WriteOp;
import io.vectron.proto.v1.Metric;
import io.vectron.raft.RaftGroup;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Writes of a router to Raft commands, and committed commands to batches of the engine.
 *
 * <p>A command that is in the log must apply on every replica, so everything that the engine would refuse is refused
 * here, before it is proposed.
 */
final class ShardCommands {
    /** Below Raft's bound by more than the framing of the message. */
    static final int COMMAND_BYTES_TARGET = RaftGroup.COMMAND_BYTES_MAX / 2;

    private static final int CANONICAL_ID_BYTES_MAX = Limits.ID_BYTES_MAX + 1;

    private ShardCommands() {}

    /**
     * Cuts the operations into commands of at most about {@link #COMMAND_BYTES_TARGET} bytes, in order.
     *
     * @throws VectronException when an operation does not fit the collection
     */
    static List<byte[]> encode(List<WriteOp> ops, int dimension, Metric metric) {
        List<byte[]> commands = new ArrayList<>();
        ShardCommand.Builder command = ShardCommand.newBuilder();
        int bytes = 0;
        for (int i = 0; i < ops.size(); i++) {
            WriteOp op = ops.get(i);
            check(op, dimension, metric, i);
            int size = op.getSerializedSize();
            if (bytes > 0 && bytes + size > COMMAND_BYTES_TARGET) {
                commands.add(command.build().toByteArray());
                command.clear();
                bytes = 0;
            }
            command.addOps(op);
            bytes += size;
        }
        commands.add(command.build().toByteArray());
        return commands;
    }

    private static void check(WriteOp op, int dimension, Metric metric, int index) {
        int idBytes = op.getId().size();
        if (idBytes < 2 || idBytes > CANONICAL_ID_BYTES_MAX) {
            throw new VectronException(
                    ErrorCode.INVALID_ID,
                    "ops[" + index + "].id has " + idBytes + " bytes, expected 2 to " + CANONICAL_ID_BYTES_MAX,
                    Map.of("found", Integer.toString(idBytes)));
        }
        if (op.getDelete()) {
            checkDelete(op, index);
            return;
        }
        if (op.getVector().size() != dimension * Float.BYTES) {
            throw new VectronException(
                    ErrorCode.DIMENSION_MISMATCH,
                    "ops[" + index + "].vector has " + op.getVector().size() + " bytes, expected " + dimension
                            + " float32",
                    Map.of("expected", Integer.toString(dimension)));
        }
        Vectors.check(Vectors.fromBytes(op.getVector()), dimension, metric, "ops[" + index + "].vector");
        if (op.getPayload().size() > Limits.PAYLOAD_BYTES_MAX) {
            throw new VectronException(
                    ErrorCode.INVALID_PAYLOAD,
                    "ops[" + index + "].payload has " + op.getPayload().size() + " bytes, at most "
                            + Limits.PAYLOAD_BYTES_MAX + " are allowed",
                    Map.of("found", Integer.toString(op.getPayload().size())));
        }
    }

    private static void checkDelete(WriteOp op, int index) {
        if (!op.getVector().isEmpty() || !op.getPayload().isEmpty()) {
            throw new VectronException(
                    ErrorCode.INVALID_REQUEST,
                    "ops[" + index + "] is a delete with a vector of "
                            + op.getVector().size() + " bytes and a payload of "
                            + op.getPayload().size() + ", expected neither",
                    Map.of("field", "ops[" + index + "]"));
        }
    }

    /**
     * @throws InvalidProtocolBufferException when the log holds what {@link #encode} never wrote
     */
    static WriteBatch decode(ByteBuffer command) throws InvalidProtocolBufferException {
        List<WriteOp> ops = ShardCommand.parseFrom(command).getOpsList();
        List<Op> batch = new ArrayList<>(ops.size());
        for (WriteOp op : ops) {
            byte[] id = op.getId().toByteArray();
            batch.add(op.getDelete() ? new Delete(id) : new Upsert(id, Vectors.fromBytes(op.getVector()), bytes(op)));
        }
        return new WriteBatch(batch);
    }

    private static byte[] bytes(WriteOp op) {
        ByteString payload = op.getPayload();
        return payload.toByteArray();
    }
}
