package io.vectron.system;

import com.google.common.primitives.Floats;
import io.vectron.proto.v1.Point;
import io.vectron.proto.v1.PointId;
import java.util.Random;

/** Points whose content follows from id and version, so that a reader can tell what it must be. */
final class TestPoints {
    private TestPoints() {}

    static float[] vector(long id, int version, int dimension) {
        Random random = new Random(id * 1_000_003 + version);
        float[] vector = new float[dimension];
        for (int i = 0; i < dimension; i++) {
            vector[i] = (float) random.nextGaussian();
        }
        return vector;
    }

    static Point point(long id, int version, int dimension) {
        return Point.newBuilder()
                .setId(id(id))
                .addAllVector(Floats.asList(vector(id, version, dimension)))
                .setPayloadJson("{\"version\":" + version + "}")
                .build();
    }

    static PointId id(long id) {
        return PointId.newBuilder().setNumber(id).build();
    }

    static int version(Point point) {
        return Integer.parseInt(point.getPayloadJson().replaceAll("[^0-9]", ""));
    }
}
