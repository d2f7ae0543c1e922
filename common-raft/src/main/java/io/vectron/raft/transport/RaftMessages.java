package io.vectron.raft.transport;

import com.alipay.sofa.jraft.rpc.RpcRequests;
import com.alipay.sofa.jraft.rpc.RpcRequests.AppendEntriesRequest;
import com.alipay.sofa.jraft.rpc.RpcRequests.AppendEntriesResponse;
import com.alipay.sofa.jraft.rpc.RpcRequests.ErrorResponse;
import com.alipay.sofa.jraft.rpc.RpcResponseFactory;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.grpc.MethodDescriptor;
import io.grpc.protobuf.ProtoUtils;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The closed set of messages this transport carries: a unary method for each of raft's seven requests, and one ordered
 * stream for AppendEntries. Any other class is refused on both sides, so nothing that a stranger sends is ever
 * deserialized into anything but these.
 */
final class RaftMessages {
    static final String SERVICE = "vectron.raft.v1.Raft";

    /** A request class with the response type its callers expect. */
    record Kind(String requestClass, Message response, MethodDescriptor<Message, Message> method) {}

    private static final Map<String, Kind> KINDS = new HashMap<>();

    static {
        Message error = ErrorResponse.getDefaultInstance();
        add(RpcRequests.PingRequest.getDefaultInstance(), error);
        add(AppendEntriesRequest.getDefaultInstance(), AppendEntriesResponse.getDefaultInstance());
        add(RpcRequests.RequestVoteRequest.getDefaultInstance(), RpcRequests.RequestVoteResponse.getDefaultInstance());
        add(
                RpcRequests.InstallSnapshotRequest.getDefaultInstance(),
                RpcRequests.InstallSnapshotResponse.getDefaultInstance());
        add(RpcRequests.GetFileRequest.getDefaultInstance(), RpcRequests.GetFileResponse.getDefaultInstance());
        add(RpcRequests.TimeoutNowRequest.getDefaultInstance(), RpcRequests.TimeoutNowResponse.getDefaultInstance());
        add(RpcRequests.ReadIndexRequest.getDefaultInstance(), RpcRequests.ReadIndexResponse.getDefaultInstance());
    }

    /** Entry-carrying AppendEntries of all groups, in the order the leader sent them. */
    static final MethodDescriptor<Frame, Frame> APPEND_STREAM = MethodDescriptor.<Frame, Frame>newBuilder()
            .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
            .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, "AppendStream"))
            .setRequestMarshaller(Frame.marshaller(AppendEntriesRequest.getDefaultInstance()))
            .setResponseMarshaller(Frame.marshaller(AppendEntriesResponse.getDefaultInstance()))
            .build();

    private RaftMessages() {}

    private static void add(Message request, Message response) {
        String name = request.getClass().getName();
        MethodDescriptor<Message, Message> method = MethodDescriptor.<Message, Message>newBuilder()
                .setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName(MethodDescriptor.generateFullMethodName(
                        SERVICE, request.getClass().getSimpleName()))
                .setRequestMarshaller(ProtoUtils.marshaller(request))
                .setResponseMarshaller(ProtoUtils.marshaller(response))
                .build();
        KINDS.put(name, new Kind(name, response, method));
    }

    static Collection<Kind> all() {
        return KINDS.values();
    }

    static @Nullable Kind find(String requestClass) {
        return KINDS.get(requestClass);
    }

    static Kind of(Object request) {
        Kind kind = KINDS.get(request.getClass().getName());
        if (kind == null) {
            throw new IllegalArgumentException("not a JRaft request: " + request.getClass());
        }
        return kind;
    }

    /** Heartbeats (no entries, no data field) stay out of the ordered stream, so bulk data never delays them. */
    static boolean isOrdered(Message request) {
        return request instanceof AppendEntriesRequest a && (a.getEntriesCount() > 0 || a.hasData());
    }

    /** What a caller of this kind must receive: an ErrorResponse travels in field 99 of a typed response. */
    static Message typed(Message expected, Message actual) {
        if (!(actual instanceof ErrorResponse error) || expected instanceof ErrorResponse) {
            return actual;
        }
        FieldDescriptor slot = expected.getDescriptorForType().findFieldByNumber(RpcResponseFactory.ERROR_RESPONSE_NUM);
        if (slot == null) {
            throw new IllegalArgumentException("no error field in " + expected.getClass());
        }
        Message.Builder builder = expected.newBuilderForType();
        for (FieldDescriptor field : expected.getDescriptorForType().getFields()) {
            if (field.isRequired()) {
                builder.setField(field, expected.getField(field));
            }
        }
        return builder.setField(slot, error).build();
    }

    static Message error(Message expected, int code, String text) {
        return typed(
                expected,
                ErrorResponse.newBuilder().setErrorCode(code).setErrorMsg(text).build());
    }
}
