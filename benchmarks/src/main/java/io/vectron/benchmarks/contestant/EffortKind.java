package io.vectron.benchmarks.contestant;

/** The knob by which a search is made to find more for more time. */
public enum EffortKind {
    /** The recall that is asked for. */
    RECALL_TARGET("recall"),
    /** The candidates that are kept while a graph is searched, ef of HNSW. */
    CANDIDATES("ef");

    private final String label;

    EffortKind(String label) {
        this.label = label;
    }

    /** Its name in tables. */
    public String label() {
        return label;
    }
}
