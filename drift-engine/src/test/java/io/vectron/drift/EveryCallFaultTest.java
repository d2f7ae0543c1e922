package io.vectron.drift;

import static org.assertj.core.api.Assertions.assertThat;

import io.vectron.drift.engine.Engine;
import io.vectron.drift.storage.MemoryStorage;
import io.vectron.drift.storage.NameLoss;
import io.vectron.drift.storage.StorageCall;
import io.vectron.drift.storage.StorageFault;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every call of a program to storage fails once, and once from then on, with a full disk and with an error, in both log modes.
 * Each time reads answer as the model says, the engine has stopped or goes on as below, and nothing acknowledged is missing
 * after a restart or a power cut.
 *
 * <pre>
 * what fails                                    full disk                  input/output error
 * create, write or sync of a segment,
 *   a manifest or a new file of the log         goes on, tried again       stops
 * rename to one of those                        goes on, tried again       stops
 * write of a batch to the log                   goes on, batch refused     stops, batch in doubt
 * sync of the log                               stops, batch in doubt      stops, batch in doubt
 * sync of the directory                         stops                      stops
 * opening and mapping a segment just written    (cannot be)                stops
 * deleting or renaming a released log file      goes on, tried again       stops
 * deleting a merged segment                     goes on                    goes on, until the next start
 * links and files of a checkpoint               goes on, copy refused      goes on, copy refused
 * anything while opening                        the opening is refused     the opening is refused
 * </pre>
 */
@Tag("property")
class EveryCallFaultTest {
    /** Calls after which even a full disk stops an engine. */
    private static final Set<StorageCall> ALWAYS_STOP = EnumSet.of(
            StorageCall.SYNC, StorageCall.DIRECTORY_SYNC, StorageCall.OPEN, StorageCall.MAP, StorageCall.READ);
    /** A call is one of a background thread at times, so the count differs from run to run by as much. */
    private static final int MARGIN = 12;
    /** Every so many cases the disk does not recover by itself. */
    private static final int LASTING_EVERY = 3;

    private final Map<WriteAvailability, Integer> outcomes = new EnumMap<>(WriteAvailability.class);
    private final Set<StorageCall> failedCalls = EnumSet.noneOf(StorageCall.class);
    private int refusedOpenings;

    @ParameterizedTest
    @EnumSource(Engine.LogKeeper.class)
    void fullDiskAtAnyCallIsWaitedOut(Engine.LogKeeper keeper) {
        everyCall(keeper, StorageFault.NO_SPACE);
        assertThat(outcomes.get(WriteAvailability.OPEN)).as("went on").isGreaterThan(45);
    }

    @ParameterizedTest
    @EnumSource(Engine.LogKeeper.class)
    void errorAtAnyCallStopsWritesOrDoesNotMatter(Engine.LogKeeper keeper) {
        everyCall(keeper, StorageFault.INPUT_OUTPUT);
        assertThat(outcomes.get(WriteAvailability.STOPPED)).as("stopped").isGreaterThan(60);
    }

    private void everyCall(Engine.LogKeeper keeper, StorageFault fault) {
        long seed = Seeds.next("EveryCallFaultTest");
        try (DriftResources resources = DriftResources.createDefault()) {
            int calls = calls(keeper, resources);
            for (int n = 1; n <= calls + MARGIN; n++) {
                oneCall(new Case(keeper, fault, n, n % LASTING_EVERY == 0, seed + n), resources);
            }
            System.out.println("FAULTS " + fault + " " + keeper + " calls=" + calls + " after=" + outcomes
                    + " refusedOpenings=" + refusedOpenings + " of=" + failedCalls);
            assertThat(failedCalls)
                    .contains(
                            StorageCall.LIST,
                            StorageCall.CREATE,
                            StorageCall.WRITE,
                            StorageCall.SYNC,
                            StorageCall.RENAME,
                            StorageCall.DELETE,
                            StorageCall.OPEN,
                            StorageCall.MAP,
                            StorageCall.DIRECTORY_SYNC);
            assertThat(refusedOpenings).isGreaterThan(5);
        }
    }

    private static int calls(Engine.LogKeeper keeper, DriftResources resources) {
        MemoryStorage disk = MemoryStorage.empty();
        try (FaultProgram program = new FaultProgram(disk, keeper, resources)) {
            program.open();
            program.run();
            assertThat(program.refusals()).isEmpty();
        }
        return disk.faults().count();
    }

    /** The n-th call fails, and all later ones when it is lasting. */
    private record Case(Engine.LogKeeper keeper, StorageFault fault, int n, boolean isLasting, long seed) {}

    private void oneCall(Case c, DriftResources resources) {
        MemoryStorage disk = MemoryStorage.empty();
        disk.faults().failWith(c.fault());
        if (c.isLasting()) {
            disk.faults().failForEver(c.n());
        } else {
            disk.faults().failOnce(c.n());
        }
        try {
            FaultProgram program = new FaultProgram(disk, c.keeper(), resources);
            try (program) {
                run(program, disk, c);
                program.checkReopened(disk.crash(new Random(c.seed()), NameLoss.ANY));
            }
            program.checkReopened(disk);
        } catch (RuntimeException | AssertionError failure) {
            throw new AssertionError(c + ", first failed: " + disk.faults().failed(), failure);
        }
    }

    private void run(FaultProgram program, MemoryStorage disk, Case c) {
        program.open();
        if (program.isOpen()) {
            program.run();
        }
        Optional<String> failed = disk.faults().failed();
        failed.ifPresent(call -> failedCalls.add(kind(call)));
        disk.faults().clear();
        if (!program.isOpen()) {
            refusedOpenings++;
            return;
        }
        WriteAvailability after = program.availability();
        outcomes.merge(after, 1, Integer::sum);
        program.checkReads();
        if (after == WriteAvailability.STOPPED) {
            program.checkStopped();
            program.checkReads();
            checkMayStop(c, failed.orElseThrow());
        } else {
            program.checkGoesOn();
        }
    }

    private static StorageCall kind(String call) {
        return StorageCall.valueOf(call.substring(0, call.indexOf(' ')));
    }

    private static void checkMayStop(Case c, String call) {
        // A lasting one fails later calls too, which may be those that stop.
        if (c.fault() == StorageFault.NO_SPACE && !c.isLasting()) {
            assertThat(ALWAYS_STOP).as("what a full disk stops for").contains(kind(call));
            assertThat(call).as("a file whose failed sync stops").doesNotContain("SYNC segment", "SYNC MANIFEST");
        }
    }
}
