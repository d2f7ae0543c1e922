package io.vectron.router.grpc;

import com.google.protobuf.ByteString;
import io.vectron.errors.ErrorCode;
import io.vectron.model.Limits;
import io.vectron.model.PointIds;
import io.vectron.model.Vectors;
import io.vectron.proto.internal.v1.ShardRow;
import io.vectron.proto.v1.Hit;
import io.vectron.proto.v1.SearchRequest;
import io.vectron.proto.v1.UpsertRequest;
import io.vectron.router.operations.Payloads;
import io.vectron.router.operations.Point;
import io.vectron.router.operations.Query;
import java.util.ArrayList;
import java.util.List;

/** Public messages to the operations' requests, and rows back. Stateless. */
final class Messages {
    private Messages() {}

    static List<Point> points(UpsertRequest request) {
        Limits.checkRange(ErrorCode.BATCH_TOO_LARGE, "points", request.getPointsCount(), 1, Limits.BATCH_POINTS_MAX);
        List<Point> points = new ArrayList<>(request.getPointsCount());
        for (int i = 0; i < request.getPointsCount(); i++) {
            io.vectron.proto.v1.Point point = request.getPoints(i);
            points.add(new Point(
                    point.getId(),
                    floats(point.getVectorCount(), point::getVector),
                    Payloads.parse(point.getPayloadJsonBytes(), "points[" + i + "].payload_json")));
        }
        return points;
    }

    static Query query(SearchRequest request) {
        return new Query(
                floats(request.getVectorCount(), request::getVector),
                request.getK(),
                request.hasRecall() ? request.getRecall() : Limits.RECALL_DEFAULT,
                request.getWithVectors(),
                !request.getWithoutPayload());
    }

    static Hit hit(ShardRow row) {
        Hit.Builder hit = Hit.newBuilder().setId(PointIds.parse(row.getId())).setScore(row.getScore());
        addVector(row.getVector(), hit::addVector);
        return hit.setPayloadJsonBytes(row.getPayload()).build();
    }

    static io.vectron.proto.v1.Point point(ShardRow row) {
        io.vectron.proto.v1.Point.Builder point =
                io.vectron.proto.v1.Point.newBuilder().setId(PointIds.parse(row.getId()));
        addVector(row.getVector(), point::addVector);
        return point.setPayloadJsonBytes(row.getPayload()).build();
    }

    /** Component by component: the list views of the generated code would box each one. */
    private static float[] floats(int count, FloatAt at) {
        float[] vector = new float[count];
        for (int i = 0; i < count; i++) {
            vector[i] = at.get(i);
        }
        return vector;
    }

    private static void addVector(ByteString bytes, FloatSink sink) {
        for (float component : Vectors.fromBytes(bytes)) {
            sink.add(component);
        }
    }

    @FunctionalInterface
    private interface FloatAt {
        float get(int index);
    }

    @FunctionalInterface
    private interface FloatSink {
        Object add(float component);
    }
}
