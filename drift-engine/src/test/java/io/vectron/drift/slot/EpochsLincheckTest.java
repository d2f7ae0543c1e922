package io.vectron.drift.slot;

import io.vectron.drift.Interleavings;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever the order of steps, nobody inside sees a state that was disposed of. */
@Tag("property")
public class EpochsLincheckTest {
    private final Epochs epochs = new Epochs();
    /** A field of this class, not an AtomicReference: the model checker does not see states as shared through one. */
    private volatile State published = new State();

    private static final class State {
        private volatile boolean isGone;
    }

    @Operation(nonParallelGroup = "publisher")
    public void replace() {
        State old = published;
        published = new State();
        var _ = epochs.advance();
        epochs.retire(() -> old.isGone = true);
        epochs.reclaim();
    }

    @Operation
    public boolean seesADisposedState() {
        try (Epochs.Stay _ = epochs.enter()) {
            State state = published;
            return state.isGone;
        }
    }

    @Operation
    public void reclaim() {
        epochs.reclaim();
    }

    /** What Lincheck compares with. */
    public static final class Twin {
        public void replace() {}

        public boolean seesADisposedState() {
            return false;
        }

        public void reclaim() {}
    }

    @Test
    void noReaderSeesADisposedState() {
        Interleavings.of(EpochsLincheckTest.class, Twin.class)
                .scenario("", "replace", "seesADisposedState")
                .scenario("", "replace; replace", "seesADisposedState; seesADisposedState", "reclaim")
                .check();
    }
}
