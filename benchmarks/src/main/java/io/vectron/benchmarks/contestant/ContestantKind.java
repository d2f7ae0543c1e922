package io.vectron.benchmarks.contestant;

import io.vectron.drift.Drift;
import io.vectron.drift.Metric;
import java.nio.file.Path;
import java.util.Locale;

/** What can be measured. */
public enum ContestantKind {
    /** Our engine. */
    VECTRON(EffortKind.RECALL_TARGET) {
        @Override
        Contestant create(Metric metric, Path directory) {
            return new VectronContestant(metric, directory);
        }
    },
    /** The C++ library as the system has it. */
    HNSWLIB(EffortKind.CANDIDATES) {
        @Override
        Contestant create(Metric metric, Path directory) {
            throw new IllegalStateException(label() + " is no contestant in Java");
        }
    },
    JVECTOR(EffortKind.CANDIDATES) {
        @Override
        Contestant create(Metric metric, Path directory) {
            return new JvectorContestant(metric);
        }
    },
    LUCENE(EffortKind.CANDIDATES) {
        @Override
        Contestant create(Metric metric, Path directory) {
            return new LuceneContestant(metric, directory);
        }
    };

    private final EffortKind effort;

    ContestantKind(EffortKind effort) {
        this.effort = effort;
    }

    /** What the effort of a search means. */
    public EffortKind effort() {
        return effort;
    }

    /** Its name in tables. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** An index of this kind, inside of its process, with nothing in it. */
    abstract Contestant create(Metric metric, Path directory);

    /** Of the build that runs, when it is run from a jar. */
    static String ownVersion() {
        String version = Drift.class.getPackage().getImplementationVersion();
        return version == null ? "of this checkout" : version;
    }
}
