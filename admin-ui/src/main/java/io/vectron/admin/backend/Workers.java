package io.vectron.admin.backend;

import io.grpc.StatusRuntimeException;
import io.vectron.proto.internal.v1.DescribeIndexRequest;
import io.vectron.proto.internal.v1.DescribeIndexResponse;
import io.vectron.proto.internal.v1.ShardsGrpc;
import java.util.concurrent.TimeUnit;

/** Questions to one worker. Safe for use by any thread. */
public final class Workers {
    /** The worker reads rows for the answer. */
    private static final int DEADLINE_MILLIS = 10_000;

    private final Channels channels;

    public Workers(Channels channels) {
        this.channels = channels;
    }

    /**
     * The inside of the replica that the worker holds.
     *
     * @throws io.vectron.errors.VectronException SHARD_NOT_FOUND when it holds none
     * @throws BackendException when the worker cannot be asked
     */
    public DescribeIndexResponse describeIndex(String address, long shardId) {
        try {
            return ShardsGrpc.newBlockingStub(channels.worker(address))
                    .withDeadlineAfter(DEADLINE_MILLIS, TimeUnit.MILLISECONDS)
                    .describeIndex(DescribeIndexRequest.newBuilder()
                            .setShardId(shardId)
                            .build());
        } catch (StatusRuntimeException e) {
            throw BackendException.of(e, "worker at " + address);
        }
    }
}
