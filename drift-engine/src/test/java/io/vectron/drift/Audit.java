package io.vectron.drift;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Compares an engine with the model of what it must hold, row by row, and says in which way they differ. */
final class Audit {
    private final List<String> lost = new ArrayList<>();
    private final List<String> resurrected = new ArrayList<>();

    /** What a row of the model has become is lost; what the model does not have, or not any more, is resurrected. */
    static Audit of(Drift drift, Model model, Set<String> ids) {
        Audit audit = new Audit();
        Set<String> all = new HashSet<>(ids);
        model.all().forEach(row -> all.add(Model.key(row.id())));
        all.forEach(id -> audit.look(id, drift, model));
        if (drift.count() != model.size()) {
            audit.resurrected.add("count is " + drift.count() + ", expected " + model.size());
        }
        return audit;
    }

    private void look(String id, Drift drift, Model model) {
        Optional<Row> expected = model.row(id);
        Optional<Row> found = drift.get(Model.bytes(id));
        if (expected.isPresent()) {
            if (!found.map(Audit::text).equals(expected.map(Audit::text))) {
                lost.add(id + ": expected " + text(expected.get()) + ", found "
                        + found.map(Audit::text).orElse("nothing"));
            }
        } else {
            found.ifPresent(row -> resurrected.add(id + ": expected nothing, found " + text(row)));
        }
    }

    private static String text(Row row) {
        return "version " + row.version() + " "
                + List.of(java.util.Arrays.hashCode(row.vector()), Model.key(row.payload()));
    }

    List<String> lost() {
        return lost;
    }

    List<String> resurrected() {
        return resurrected;
    }

    boolean isClean() {
        return lost.isEmpty() && resurrected.isEmpty();
    }
}
