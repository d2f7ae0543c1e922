package io.vectron.cli.terminal;

import java.io.Console;
import java.util.Optional;

/** Whether a person sits in front of this process. */
public final class Terminal {
    private Terminal() {}

    /** The console, when both standard input and output are a terminal. */
    // it is null on JDK 25 without a terminal; the check knows JDK 22 to 24 only
    @SuppressWarnings("SystemConsoleNull")
    public static Optional<Console> interactive() {
        Console console = System.console();
        return console != null && console.isTerminal() ? Optional.of(console) : Optional.empty();
    }
}
