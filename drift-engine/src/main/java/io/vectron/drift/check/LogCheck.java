package io.vectron.drift.check;

import io.vectron.drift.CorruptDataException;
import io.vectron.drift.Drift;
import io.vectron.drift.Finding;
import io.vectron.drift.FindingKind;
import io.vectron.drift.InspectedLog;
import io.vectron.drift.WriteBatch;
import io.vectron.drift.log.BatchConsumer;
import io.vectron.drift.log.ReplayReport;
import io.vectron.drift.log.TornTail;
import io.vectron.drift.log.WriteAheadLog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One replay of a log whose writes go nowhere. */
final class LogCheck {
    /** The name in findings of the log as a whole. */
    static final String ANY_FILE = "wal-N.log";

    private LogCheck() {}

    /**
     * What came of it.
     *
     * @param log null when the replay failed
     * @param tail null when all of the log is whole
     * @param failure null when the replay did not fail
     */
    record Look(
            @Nullable InspectedLog log,
            @Nullable TornTail tail,
            @Nullable RuntimeException failure) {
        /** Whether the same went wrong as in another look. */
        boolean failsAs(Look other) {
            return failure != null
                    && other.failure != null
                    && Objects.equals(failure.getMessage(), other.failure.getMessage());
        }

        /** Adds what was found. */
        void tell(ReadOnlyStorage storage, Findings findings) throws IOException {
            if (tail != null) {
                findings.add(new Finding(
                        FindingKind.TORN_TAIL,
                        name(tail.file()),
                        tail.offset(),
                        tail.bytesDropped() + " bytes at the end are no whole batch"));
            }
            if (failure instanceof CorruptDataException corrupt) {
                String file = name(corrupt.file());
                if (storage.list().contains(file)) {
                    findings.add(file, corrupt);
                } else {
                    findings.add(FindingKind.MISSING, file, corrupt.problem());
                }
            } else if (failure != null) {
                findings.add(ANY_FILE, failure);
            }
        }

        private static String name(Path file) {
            return String.valueOf(file.getFileName());
        }
    }

    /** Replays the batches after a sequence. */
    static Look look(ReadOnlyStorage storage, int dimension, long afterSequence) {
        Sequences seen = new Sequences();
        try (WriteAheadLog log = WriteAheadLog.in(storage, dimension)) {
            ReplayReport report = log.replay(afterSequence, seen);
            TornTail tail = report.tornTail();
            InspectedLog inspected = new InspectedLog(
                    report.filesRead(),
                    report.bytesRead(),
                    report.batchesReplayed(),
                    report.batchesSkipped(),
                    seen.first,
                    seen.last,
                    tail == null ? 0 : tail.bytesDropped());
            return new Look(inspected, tail, null);
        } catch (RuntimeException failure) {
            return new Look(null, null, failure);
        }
    }

    private static final class Sequences implements BatchConsumer {
        private long first = Drift.NO_SEQUENCE;
        private long last = Drift.NO_SEQUENCE;

        @Override
        public void accept(long sequence, WriteBatch batch) {
            first = first == Drift.NO_SEQUENCE ? sequence : first;
            last = sequence;
        }
    }
}
