package io.vectron.drift.storage;

/** What a power cut does to changes of names that were not synced. */
public enum NameLoss {
    /** The first ones survive, the others do not: a journal in order, as ext4 has it. */
    IN_ORDER,
    /** Each survives or not, whatever the others do: all that POSIX promises. */
    ANY
}
