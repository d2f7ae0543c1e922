package io.vectron.management;

import java.util.Map;
import java.util.TreeMap;

/**
 * What a role says of its own health; both are asked at each probe and must not block.
 *
 * <p>{@code process} is for liveness: false means that only a restart helps. {@code serving} is for readiness: false means
 * that requests should go elsewhere for now.
 */
public interface RoleHealth {
    /**
     * One answer.
     *
     * @param holds whether it is well
     * @param facts shown to whoever asks: reasons and figures, no secrets
     */
    record Condition(boolean holds, Map<String, Object> facts) {
        public Condition {
            facts = new TreeMap<>(facts);
        }

        public static Condition well(Map<String, Object> facts) {
            return new Condition(true, facts);
        }

        /** @param reason what is in the way, for people */
        public static Condition ill(String reason, Map<String, Object> facts) {
            Map<String, Object> all = new TreeMap<>(facts);
            all.put("reason", reason);
            return new Condition(false, all);
        }
    }

    Condition process();

    Condition serving();
}
