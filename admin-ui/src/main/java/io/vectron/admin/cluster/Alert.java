package io.vectron.admin.cluster;

import java.time.Instant;

/**
 * One thing that is wrong.
 *
 * @param subject what it is about, for example a worker's address; with the kind it identifies the alert
 * @param collection the collection that it concerns; empty when it concerns the cluster
 * @param link where to look, a path of the dashboard
 * @param since when it was first seen by this dashboard
 */
public record Alert(Kind kind, String subject, String reason, String collection, String link, Instant since) {

    /** What can be wrong, the worst first. */
    public enum Kind {
        PLACEMENT_SILENT("Placement driver does not answer", "The placement driver answers", true),
        SHARD_LEADERLESS("Shard without leader", "Every shard has a leader", true),
        WORKER_DOWN("Worker down", "No worker is down", true),
        REPLICA_FAILED("Replica failed", "No replica has failed", true),
        WORKER_SILENT("Worker silent", "Every worker was heard within 3 s", true),
        PLACEMENT_MEMBER_MISSING("Placement driver member missing", "All placement driver members are there", false),
        SHARD_UNDER_REPLICATED("Shard under-replicated", "Every shard has all its replicas", false),
        DISK_NEARLY_FULL("Disk nearly full", "All disks have room", false);

        private final String title;
        private final String claim;
        private final boolean critical;

        Kind(String title, String claim, boolean critical) {
            this.title = title;
            this.claim = claim;
            this.critical = critical;
        }

        public String title() {
            return title;
        }

        /** What holds when there is no such alert. */
        public String claim() {
            return claim;
        }

        public String tone() {
            return critical ? "bad" : "warn";
        }

        /** Whether something does not work now, rather than may stop working. */
        public boolean isCritical() {
            return critical;
        }
    }

    Alert since(Instant earlier) {
        return new Alert(kind, subject, reason, collection, link, earlier);
    }
}
