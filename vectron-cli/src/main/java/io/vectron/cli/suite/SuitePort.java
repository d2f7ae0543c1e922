package io.vectron.cli.suite;

/** The ports of a suite: what each is for, the option that sets it and its default. */
public enum SuitePort {
    REST("--rest-port", 7700),
    GRPC("--grpc-port", 7701),
    ROUTER_MANAGEMENT("--router-management-port", 7702),
    PLACEMENT("--pd-port", 7710),
    PLACEMENT_RAFT("--pd-raft-port", 7711),
    PLACEMENT_MANAGEMENT("--pd-management-port", 7712),
    WORKER("--worker-port", 7720),
    WORKER_RAFT("--worker-raft-port", 7721),
    WORKER_MANAGEMENT("--worker-management-port", 7722),
    ADMIN("--admin-port", 7730),
    ADMIN_MANAGEMENT("--admin-management-port", 7732);

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
