package io.vectron.drift;

import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.StressOptions;

/**
 * How the concurrent structures are checked with Lincheck: every answer of operations that run at once must be one that the
 * twin gives when it does them one after the other.
 *
 * <p>The model checker chooses the order of all accesses to shared memory, as if memory were sequentially consistent; the
 * stress run lets the machine choose, with all that compiler and processor reorder.
 */
public final class Interleavings {
    private static final int SCENARIOS = Integer.getInteger("drift.scenarios", 4);
    private static final int ORDERS = 300;
    private static final int RUNS = 500;
    /** What one thread has for itself, or the JDK guards: where it is interrupted does not matter. */
    private static final String[] UNSHARED = {
        "io.vectron.drift.memtable.GraphScratch",
        "io.vectron.drift.query.HitCollector",
        "io.vectron.drift.query.PreparedQuery",
        "io.vectron.drift.query.ScanTally",
        "io.vectron.drift.kernel.LongMinHeap",
        "io.vectron.drift.kernel.NearestHeap",
    };
    /** Longer loops are taken for endless ones; that over the cells of the epochs has 64 turns. */
    private static final int TURNS_MAX = 200;

    private Interleavings() {}

    /** Checks a class whose public methods with the annotation are operations. */
    public static void check(Class<?> structure, Class<?> twin) throws LincheckAssertionError {
        new ModelCheckingOptions()
                .iterations(SCENARIOS)
                .invocationsPerIteration(ORDERS)
                .loopBound(TURNS_MAX)
                .addGuarantee(ManagedStrategyGuaranteeKt.forClasses(UNSHARED)
                        .allMethods()
                        .ignore())
                .threads(2)
                .actorsPerThread(3)
                .actorsBefore(2)
                .actorsAfter(1)
                .sequentialSpecification(twin)
                .check(structure);
        new StressOptions()
                .iterations(SCENARIOS)
                .invocationsPerIteration(RUNS)
                .threads(3)
                .actorsPerThread(3)
                .actorsBefore(2)
                .actorsAfter(1)
                .sequentialSpecification(twin)
                .check(structure);
    }
}
