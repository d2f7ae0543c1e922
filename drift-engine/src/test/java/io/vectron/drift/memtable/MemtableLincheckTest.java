package io.vectron.drift.memtable;

import io.vectron.drift.DriftSettings;
import io.vectron.drift.Interleavings;
import io.vectron.drift.Metric;
import io.vectron.drift.query.HitCollector;
import io.vectron.drift.query.PreparedQuery;
import io.vectron.drift.query.ScanTally;
import java.util.Map;
import java.util.TreeMap;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** One writer, and look-ups and searches without locks, by the protocol of the engine: every answer is of one state. */
@Tag("property")
@Param(name = "id", gen = IntGen.class, conf = "0:2")
public class MemtableLincheckTest {
    private static final int K = 8;
    private static final long LATEST = Memtable.NEVER - 1;

    private final Memtable memtable = new Memtable(DriftSettings.of(1, Metric.L2), 0, Runnable::run);
    private volatile long applied;

    private static byte[] id(int id) {
        return new byte[] {(byte) id};
    }

    private static String row(int id, long version) {
        return id + "@" + version;
    }

    @Operation(nonParallelGroup = "writer")
    public void upsert(@Param(name = "id") int id) {
        long sequence = applied + 1;
        int old = memtable.find(id(id), LATEST);
        memtable.upsert(id(id), new float[] {id}, new byte[0], sequence, id);
        if (old >= 0) {
            memtable.kill(old, sequence);
        }
        publish(sequence);
    }

    @Operation(nonParallelGroup = "writer")
    public boolean delete(@Param(name = "id") int id) {
        int old = memtable.find(id(id), LATEST);
        if (old < 0) {
            return false;
        }
        long sequence = applied + 1;
        memtable.rememberDelete(id, sequence);
        memtable.kill(old, sequence);
        publish(sequence);
        return true;
    }

    private void publish(long sequence) {
        memtable.advance(sequence);
        applied = sequence;
    }

    @Operation
    public String get(@Param(name = "id") int id) {
        int row = memtable.find(id(id), applied);
        return row < 0 ? "" : row(memtable.id(row)[0], memtable.sequence(row));
    }

    @Operation
    public String search() {
        HitCollector hits = new HitCollector(K);
        memtable.search(
                new PreparedQuery(Metric.L2, new float[] {-1}, K, 1, Long.MAX_VALUE, applied), hits, new ScanTally());
        StringBuilder found = new StringBuilder();
        for (HitCollector.Candidate hit : hits.bestFirst()) {
            found.append(row(memtable.id(hit.row())[0], memtable.sequence(hit.row())))
                    .append(' ');
        }
        return found.toString();
    }

    /** What Lincheck compares with: the version of each id. The smaller an id the nearer its row. */
    public static final class Twin {
        private final Map<Integer, Long> rows = new TreeMap<>();
        private long applied;

        public void upsert(int id) {
            rows.put(id, ++applied);
        }

        public boolean delete(int id) {
            boolean wasThere = rows.remove(id) != null;
            applied += wasThere ? 1 : 0;
            return wasThere;
        }

        public String get(int id) {
            Long version = rows.get(id);
            return version == null ? "" : row(id, version);
        }

        public String search() {
            StringBuilder found = new StringBuilder();
            rows.forEach((id, version) -> found.append(row(id, version)).append(' '));
            return found.toString();
        }
    }

    @Test
    void answersAreOfOneState() {
        Interleavings.of(MemtableLincheckTest.class, Twin.class)
                .scenario("upsert 0", "upsert 0", "search")
                .scenario("upsert 0", "delete 0; upsert 0", "get 0; search")
                .check();
    }
}
