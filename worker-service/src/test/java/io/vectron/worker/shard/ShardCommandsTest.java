package io.vectron.worker.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.vectron.drift.Delete;
import io.vectron.drift.Op;
import io.vectron.drift.Upsert;
import io.vectron.errors.ErrorCode;
import io.vectron.errors.VectronException;
import io.vectron.model.Limits;
import io.vectron.model.Vectors;
import io.vectron.proto.internal.v1.WriteOp;
import io.vectron.proto.v1.Metric;
import io.vectron.raft.RaftGroup;
import io.vectron.worker.TestShards;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What may enter the log, and that it comes out of it as it went in. */
class ShardCommandsTest {
    private static List<byte[]> encode(WriteOp... ops) {
        return ShardCommands.encode(List.of(ops), TestShards.DIMENSION, Metric.METRIC_COSINE);
    }

    private static void assertRefused(ErrorCode code, String message, WriteOp op) {
        assertThatThrownBy(() -> encode(TestShards.delete(1), op))
                .isInstanceOfSatisfying(
                        VectronException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining("ops[1]")
                .hasMessageContaining(message);
    }

    @Test
    void deleteWithAVectorOrAPayloadIsRefused() {
        WriteOp vector = TestShards.delete(2).toBuilder()
                .setVector(Vectors.toBytes(new float[TestShards.DIMENSION]))
                .build();
        WriteOp payload = TestShards.delete(2).toBuilder()
                .setPayload(ByteString.copyFromUtf8("{}"))
                .build();
        assertRefused(ErrorCode.INVALID_REQUEST, "a delete with a vector of 16 bytes and a payload of 0", vector);
        assertRefused(ErrorCode.INVALID_REQUEST, "a delete with a vector of 0 bytes and a payload of 2", payload);
    }

    @Test
    void opThatTheEngineWouldRefuseIsRefusedBeforeItIsProposed() {
        WriteOp fits = TestShards.upsert(2, 1, 0, 0, 0);
        assertThat(encode(fits)).hasSize(1);
        assertRefused(ErrorCode.DIMENSION_MISMATCH, "8 bytes, expected 4 float32", TestShards.upsert(2, 1, 0));
        assertRefused(ErrorCode.NON_FINITE_VECTOR, "vector", TestShards.upsert(2, 1, 0, Float.NaN, 0));
        assertRefused(ErrorCode.ZERO_VECTOR, "vector", TestShards.upsert(2, 0, 0, 0, 0));
        assertRefused(
                ErrorCode.INVALID_ID,
                "1 bytes",
                fits.toBuilder().setId(ByteString.copyFrom(new byte[1])).build());
        assertRefused(
                ErrorCode.INVALID_ID,
                Limits.ID_BYTES_MAX + 2 + " bytes",
                fits.toBuilder()
                        .setId(ByteString.copyFrom(new byte[Limits.ID_BYTES_MAX + 2]))
                        .build());
        assertRefused(
                ErrorCode.INVALID_PAYLOAD,
                Limits.PAYLOAD_BYTES_MAX + 1 + " bytes",
                fits.toBuilder()
                        .setPayload(ByteString.copyFrom(new byte[Limits.PAYLOAD_BYTES_MAX + 1]))
                        .build());
    }

    @Test
    void commandsHoldAllOpsInOrderAndFitTheLog() throws Exception {
        String payload = "x".repeat(10_000);
        WriteOp[] ops = Stream.iterate(0, i -> i + 1)
                .limit(200)
                .map(i -> i % 10 == 9 ? TestShards.delete(i) : TestShards.upsert(i, payload, i + 1, 0, 0, 0))
                .toArray(WriteOp[]::new);

        List<byte[]> commands = encode(ops);

        assertThat(commands).hasSizeGreaterThan(2).allMatch(command -> command.length <= RaftGroup.COMMAND_BYTES_MAX);
        List<Op> decoded = new ArrayList<>();
        for (byte[] command : commands) {
            decoded.addAll(ShardCommands.decode(ByteBuffer.wrap(command)).ops());
        }
        assertThat(decoded).hasSameSizeAs(ops);
        for (int i = 0; i < ops.length; i++) {
            assertSame(ops[i], decoded.get(i));
        }
    }

    private static void assertSame(WriteOp sent, Op decoded) {
        assertThat(decoded.id()).isEqualTo(sent.getId().toByteArray());
        switch (decoded) {
            case Delete _ -> assertThat(sent.getDelete()).isTrue();
            case Upsert upsert -> {
                assertThat(sent.getDelete()).isFalse();
                assertThat(upsert.vector()).isEqualTo(Vectors.fromBytes(sent.getVector()));
                assertThat(upsert.payload()).isEqualTo(sent.getPayload().toByteArray());
            }
        }
    }
}
