package io.vectron.pd.api;

/** Hears of each command that was proposed for a caller; must return at once. */
@FunctionalInterface
public interface CommandObserver {
    /**
     * @param command its kind, such as {@code put_worker}
     * @param outcome {@code applied}, {@code refused}, or the error code's name when raft gave no answer
     */
    void proposed(String command, String outcome);
}
