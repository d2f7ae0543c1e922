package io.vectron.drift.storage;

/** Told whenever a {@link FaultPoint} is passed. Tests throw from it; production uses {@link #NONE}. */
@FunctionalInterface
public interface FaultHook {
    /** Does nothing. */
    FaultHook NONE = point -> {};

    /** Called on the thread that does the work. */
    void reached(FaultPoint point);
}
