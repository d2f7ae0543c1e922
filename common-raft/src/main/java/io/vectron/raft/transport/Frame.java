package io.vectron.raft.transport;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** One message of the ordered stream: an 8-byte call id, then the protobuf body. */
record Frame(long id, Message body) {
    static MethodDescriptor.Marshaller<Frame> marshaller(Message prototype) {
        return new MethodDescriptor.Marshaller<>() {
            @Override
            public InputStream stream(Frame frame) {
                return new Out(frame);
            }

            @Override
            public Frame parse(InputStream in) {
                try {
                    byte[] raw = in.readAllBytes();
                    if (raw.length < Long.BYTES) {
                        throw new InvalidProtocolBufferException("short frame");
                    }
                    // the array is ours alone: alias it instead of copying the entries a second time
                    CodedInputStream body = UnsafeByteOperations.unsafeWrap(raw, Long.BYTES, raw.length - Long.BYTES)
                            .newCodedInput();
                    body.enableAliasing(true);
                    Message parsed = prototype.getParserForType().parseFrom(body);
                    body.checkLastTagWas(0);
                    return new Frame(ByteBuffer.wrap(raw).getLong(), parsed);
                } catch (IOException e) {
                    throw Status.INTERNAL
                            .withDescription("bad raft frame")
                            .withCause(e)
                            .asRuntimeException();
                }
            }
        };
    }

    private static final class Out extends InputStream implements KnownLength, Drainable {
        private @Nullable Frame frame;
        private @Nullable InputStream rest;

        Out(Frame frame) {
            this.frame = frame;
        }

        @Override
        public int drainTo(OutputStream target) throws IOException {
            Frame f = frame;
            if (f == null) {
                return rest == null ? 0 : (int) rest.transferTo(target);
            }
            frame = null;
            target.write(ByteBuffer.allocate(Long.BYTES).putLong(f.id).array());
            f.body.writeTo(target);
            return Long.BYTES + f.body.getSerializedSize();
        }

        @Override
        public int available() throws IOException {
            Frame f = frame;
            if (f != null) {
                return Long.BYTES + f.body.getSerializedSize();
            }
            return rest == null ? 0 : rest.available();
        }

        @Override
        public int read() throws IOException {
            return bytes().read();
        }

        @Override
        public int read(byte[] b, int off, int len) throws IOException {
            return bytes().read(b, off, len);
        }

        private InputStream bytes() {
            Frame f = frame;
            InputStream r = rest;
            if (f != null || r == null) {
                byte[] body = f == null ? new byte[0] : f.body.toByteArray();
                r = new ByteArrayInputStream(
                        f == null
                                ? body
                                : ByteBuffer.allocate(Long.BYTES + body.length)
                                        .putLong(f.id)
                                        .put(body)
                                        .array());
                rest = r;
                frame = null;
            }
            return r;
        }
    }
}
