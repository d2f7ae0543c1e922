package io.vectron.router.observe;

import java.util.Locale;

/** What a request asks for; the label {@code operation}. */
public enum Operation {
    UPSERT,
    DELETE,
    GET,
    SEARCH,
    SEARCH_BATCH,
    CREATE_COLLECTION,
    GET_COLLECTION,
    LIST_COLLECTIONS,
    DELETE_COLLECTION,
    CLUSTER_STATUS,
    /** Anything else, such as a path that does not exist or a question for the caller's rights. */
    OTHER;

    /** As it is written in labels and log lines. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean isSearch() {
        return this == SEARCH || this == SEARCH_BATCH;
    }

    boolean isWrite() {
        return this == UPSERT || this == DELETE;
    }
}
