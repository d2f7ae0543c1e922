package io.vectron.cli;

import io.vectron.proto.v1.Hit;
import io.vectron.proto.v1.Point;
import io.vectron.proto.v1.PointId;
import java.math.BigInteger;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Points and hits as JSON for {@code --json} and scripts. Stateless. */
final class PointJson {
    private static final JsonMapper JSON = JsonMapper.shared();

    private PointJson() {}

    static String of(Hit hit) {
        ObjectNode object = JSON.createObjectNode();
        putId(object, hit.getId());
        object.put("score", hit.getScore());
        putVector(object, hit.getVectorList());
        putPayload(object, hit.getPayloadJson());
        return object.toString();
    }

    static String of(Point point) {
        ObjectNode object = JSON.createObjectNode();
        putId(object, point.getId());
        putVector(object, point.getVectorList());
        putPayload(object, point.getPayloadJson());
        return object.toString();
    }

    private static void putId(ObjectNode object, PointId id) {
        switch (id.getKindCase()) {
            case TEXT -> object.put("id", id.getText());
            case NUMBER -> object.put("id", new BigInteger(Long.toUnsignedString(id.getNumber())));
            case KIND_NOT_SET -> object.putNull("id");
        }
    }

    private static void putVector(ObjectNode object, List<Float> vector) {
        if (!vector.isEmpty()) {
            ArrayNode array = object.putArray("vector");
            vector.forEach(array::add);
        }
    }

    private static void putPayload(ObjectNode object, String payload) {
        if (!payload.isEmpty()) {
            object.set("payload", JSON.readTree(payload));
        }
    }
}
