package io.vectron.pd.state;

import io.vectron.errors.ErrorCode;
import io.vectron.errors.VectronException;
import io.vectron.proto.internal.v1.CollectionMap;
import java.util.Map;

/** What a command came to; the same on every member. */
public sealed interface Outcome {
    /** The command is applied. {@code changed} is false when the state was as asked already: the revision stays. */
    record Done(boolean changed) implements Outcome {}

    /** The collection with the ids that the state gave it. */
    record Created(CollectionMap collection) implements Outcome {}

    /** A precondition failed; nothing changed. */
    record Refused(ErrorCode code, String message, Map<String, String> values) implements Outcome {
        public Refused {
            values = Map.copyOf(values);
        }

        public VectronException toException() {
            return new VectronException(code, message, values);
        }
    }
}
