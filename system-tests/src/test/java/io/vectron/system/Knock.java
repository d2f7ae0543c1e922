package io.vectron.system;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * Knocks at a gRPC port with a method that nobody has: whoever is let in hears UNIMPLEMENTED, whoever is not hears of a broken
 * connection.
 */
final class Knock {
    private static final MethodDescriptor<byte[], byte[]> NOBODYS = MethodDescriptor.newBuilder(
                    new Bytes(), new Bytes())
            .setType(MethodType.UNARY)
            .setFullMethodName("knock.Knock/Knock")
            .build();

    private Knock() {}

    static Status.Code at(int port, UnaryOperator<NettyChannelBuilder> security) {
        ManagedChannel channel = security.apply(NettyChannelBuilder.forAddress("127.0.0.1", port))
                .build();
        try {
            var _ = ClientCalls.blockingUnaryCall(
                    channel, NOBODYS, CallOptions.DEFAULT.withDeadlineAfter(30, TimeUnit.SECONDS), new byte[0]);
            return Status.Code.OK;
        } catch (StatusRuntimeException e) {
            return e.getStatus().getCode();
        } finally {
            channel.shutdownNow();
        }
    }

    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
