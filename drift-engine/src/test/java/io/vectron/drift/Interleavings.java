package io.vectron.drift;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jetbrains.kotlinx.lincheck.Actor;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionScenario;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Options;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jetbrains.lincheck.datastructures.Validate;
import org.jspecify.annotations.Nullable;

/**
 * Checks a concurrent structure with Lincheck: every answer of operations that run at once must be one that the twin gives
 * when it does them one after the other.
 *
 * <p>The model checker chooses the order of all accesses to shared memory, as if memory were sequentially consistent; the
 * stress run lets the machine choose, with all that compiler and processor reorder. Scenarios are named here, those that
 * can go wrong, because few random ones are tried in the time of a build; {@code -Ddrift.scenarios=} adds random ones.
 */
public final class Interleavings {
    private static final int RANDOM_SCENARIOS = Integer.getInteger("drift.scenarios", 0);
    private static final boolean IS_LONG = RANDOM_SCENARIOS > 0;
    private static final int ORDERS = IS_LONG ? 1_000 : 100;
    private static final int RUNS = IS_LONG ? 2_000 : 200;
    /** Longer loops are taken for waiting, and left for another thread; that over the cells of the epochs has 64 turns. */
    private static final int TURNS_MAX = 200;
    /** What one thread has for itself, or the JDK guards: where it is interrupted does not matter. */
    private static final String[] UNSHARED = {
        "io.vectron.drift.memtable.GraphScratch",
        "io.vectron.drift.query.HitCollector",
        "io.vectron.drift.query.PreparedQuery",
        "io.vectron.drift.query.ScanTally",
        "io.vectron.drift.kernel.LongMinHeap",
        "io.vectron.drift.kernel.NearestHeap",
    };

    private final Class<?> structure;
    private final Class<?> twin;
    private final List<ExecutionScenario> scenarios = new ArrayList<>();

    private Interleavings(Class<?> structure, Class<?> twin) {
        this.structure = structure;
        this.twin = twin;
    }

    /** A check of a class whose public methods with the annotation are operations. */
    public static Interleavings of(Class<?> structure, Class<?> twin) {
        return new Interleavings(structure, twin);
    }

    /**
     * Adds a scenario. Operations are written as {@code name argument}, the argument a number or nothing, with semicolons
     * between them.
     *
     * @param before what one thread does first
     * @param threads what each thread does at once with the others
     */
    public Interleavings scenario(String before, String... threads) {
        List<List<Actor>> parallel =
                Arrays.stream(threads).map(this::operations).toList();
        scenarios.add(new ExecutionScenario(operations(before), parallel, List.of(), validation()));
        return this;
    }

    private List<Actor> operations(String text) {
        return Arrays.stream(text.split(";", -1))
                .map(String::strip)
                .filter(operation -> !operation.isEmpty())
                .map(this::operation)
                .toList();
    }

    private Actor operation(String text) {
        String[] words = text.split(" ", -1);
        List<Object> arguments = words.length == 1 ? List.of() : List.of(Integer.valueOf(words[1]));
        return new Actor(method(words[0]), arguments);
    }

    private Method method(String name) {
        return Arrays.stream(structure.getMethods())
                .filter(method -> method.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(structure + " has no operation " + name));
    }

    private @Nullable Actor validation() {
        return Arrays.stream(structure.getMethods())
                .filter(method -> method.isAnnotationPresent(Validate.class))
                .map(method -> new Actor(method, List.of()))
                .findFirst()
                .orElse(null);
    }

    /**
     * Runs everything.
     *
     * @throws LincheckAssertionError with the order of steps that leads to a wrong answer
     */
    public void check() {
        run(new ModelCheckingOptions()
                .invocationsPerIteration(ORDERS)
                .loopBound(TURNS_MAX)
                .loopIterationsBeforeThreadSwitch(TURNS_MAX)
                .addGuarantee(ManagedStrategyGuaranteeKt.forClasses(UNSHARED)
                        .allMethods()
                        .ignore()));
        run(new StressOptions().invocationsPerIteration(RUNS));
    }

    private void run(Options<?, ?> options) {
        scenarios.forEach(options::addCustomScenario);
        options.iterations(RANDOM_SCENARIOS)
                .threads(2)
                .actorsPerThread(3)
                .actorsBefore(2)
                .actorsAfter(1)
                .sequentialSpecification(twin)
                .check(structure);
    }
}
