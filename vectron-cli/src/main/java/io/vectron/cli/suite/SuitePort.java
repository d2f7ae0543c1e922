package io.vectron.cli.suite;

/** The ports of a suite: what each is for, the option that sets it and its default. */
public enum SuitePort {
    REST("--rest-port", 7700),
    GRPC("--grpc-port", 7701),
    PLACEMENT("--pd-port", 7710),
    PLACEMENT_RAFT("--pd-raft-port", 7711),
    WORKER("--worker-port", 7720),
    WORKER_RAFT("--worker-raft-port", 7721);

    private final String option;
    private final int defaultPort;

    SuitePort(String option, int defaultPort) {
        this.option = option;
        this.defaultPort = defaultPort;
    }

    public String option() {
        return option;
    }

    public int defaultPort() {
        return defaultPort;
    }
}
