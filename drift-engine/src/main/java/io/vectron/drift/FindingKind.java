package io.vectron.drift;

/** What an inspection may find. Damage is what an engine would refuse or answer wrongly for; the rest is worth knowing. */
public enum FindingKind {
    /** The disk or the file system does not give the bytes. */
    UNREADABLE(true),
    /** The bytes are not those that were written. */
    CORRUPT(true),
    /** A file that is needed is not there. */
    MISSING(true),
    /** A file that no engine makes; it stops the opening. */
    FOREIGN(true),
    /** Two places that must agree do not. */
    CONTRADICTION(true),
    /** What may be there once is there twice. */
    DUPLICATE(true),
    /** The log ends amid a batch that nobody was told to be durable, as after a power cut; it is cut off at the next open. */
    TORN_TAIL(false),
    /** A file that nothing names; it is deleted at the next open. */
    ORPHAN(false),
    /** A file that was not finished, or is kept to be written anew; it is deleted at the next open. */
    TEMPORARY(false),
    /** An engine has the directory open. */
    IN_USE(false),
    /** An engine changed the files while they were looked at. */
    CHANGED(false),
    /** Something could not be checked, because something else is missing or damaged. */
    UNCHECKED(false);

    private final boolean isDamage;

    FindingKind(boolean isDamage) {
        this.isDamage = isDamage;
    }

    /** Whether the data has suffered. */
    public boolean isDamage() {
        return isDamage;
    }
}
