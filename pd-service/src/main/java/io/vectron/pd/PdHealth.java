package io.vectron.pd;

import io.vectron.management.RoleHealth;
import io.vectron.pd.api.PlacementMember;
import java.util.HashMap;
import java.util.Map;

/** A member works unless its raft replica failed, and serves while it knows who leads. */
final class PdHealth implements RoleHealth {
    private final PlacementMember member;

    PdHealth(PlacementMember member) {
        this.member = member;
    }

    @Override
    public Condition process() {
        return member.failure()
                .map(cause -> Condition.ill("raft failed: " + cause.getMessage(), Map.of()))
                .orElseGet(() -> Condition.well(Map.of()));
    }

    @Override
    public Condition serving() {
        String leader = member.leaderRaftAddress();
        Map<String, Object> facts = new HashMap<>();
        facts.put("leads", member.isLeading());
        facts.put("leader", leader);
        facts.put("revision", member.figures().revision());
        if (member.isStopping()) {
            return Condition.ill("the member is stopping", facts);
        }
        return leader.isEmpty() ? Condition.ill("no leader is known", facts) : Condition.well(facts);
    }
}
