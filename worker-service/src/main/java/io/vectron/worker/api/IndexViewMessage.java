package io.vectron.worker.api;

import io.vectron.drift.BucketDescription;
import io.vectron.drift.IndexDescription;
import io.vectron.drift.SegmentDescription;
import io.vectron.drift.WorkKind;
import io.vectron.proto.internal.v1.BackgroundWork;
import io.vectron.proto.internal.v1.BucketView;
import io.vectron.proto.internal.v1.DescribeIndexResponse;
import io.vectron.proto.internal.v1.SegmentView;

/** Turns the engine's description into its message. */
final class IndexViewMessage {
    private IndexViewMessage() {}

    static DescribeIndexResponse of(
            long shardId, String workerId, long computedAtMillis, IndexDescription description) {
        DescribeIndexResponse.Builder out = DescribeIndexResponse.newBuilder()
                .setShardId(shardId)
                .setWorkerId(workerId)
                .setComputedAtMillis(computedAtMillis)
                .setLiveRows(description.stats().rows())
                .setMemtableRows(description.stats().memtableRows())
                .setMemtableBytes(description.stats().memtableBytes())
                .setDiskBytes(description.stats().diskBytes())
                .setSampled(description.isSampled())
                .setBucketsTotal(description.bucketsTotal())
                .setFlushes(description.stats().flushes())
                .setMerges(description.stats().merges());
        description.segments().forEach(segment -> out.addSegments(toView(segment)));
        description.buckets().forEach(bucket -> out.addBuckets(toView(bucket)));
        description.work().forEach(work -> out.addWork(toMessage(work)));
        return out.build();
    }

    private static SegmentView toView(SegmentDescription segment) {
        return SegmentView.newBuilder()
                .setNumber(segment.number())
                .setRows(segment.rows())
                .setDeadRows(segment.deadRows())
                .setFileBytes(segment.fileBytes())
                .setBuckets(segment.buckets())
                .build();
    }

    private static BucketView toView(BucketDescription bucket) {
        return BucketView.newBuilder()
                .setBucket(bucket.bucket())
                .setRowGroups(bucket.rowGroups())
                .setX(bucket.x())
                .setY(bucket.y())
                .setRows(bucket.rows())
                .setLiveRows(bucket.liveRows())
                .setDrift(bucket.drift())
                .setRadius(bucket.radius())
                .build();
    }

    private static BackgroundWork toMessage(io.vectron.drift.BackgroundWork work) {
        return BackgroundWork.newBuilder()
                .setKind(nameOf(work.kind()))
                .setReason(work.reason().text())
                .setRows(work.rows())
                .setStartedAtMillis(work.startedAtMillis())
                .setDurationMillis(work.durationMillis())
                .setRunning(work.isRunning())
                .setFailure(work.failure())
                .build();
    }

    private static String nameOf(WorkKind kind) {
        return switch (kind) {
            case FLUSH -> "flush";
            case MERGE -> "merge";
        };
    }
}
