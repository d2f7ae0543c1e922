package io.vectron.cli;

import io.vectron.cli.client.CallFailedException;
import io.vectron.cli.client.ClusterView;
import io.vectron.cli.client.ServerAddress;
import io.vectron.cli.client.VectronClient;
import io.vectron.proto.internal.v1.ClusterStatusResponse;
import io.vectron.proto.internal.v1.PdMember;
import io.vectron.proto.internal.v1.WorkerStatus;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code vectron status}: placement driver, workers and collections. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Shows placement driver, workers and collections.")
final class StatusCommand implements Callable<Integer> {
    private static final String STATE_PREFIX = "WORKER_STATE_";

    @Option(
            names = "--placement",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:7710",
            description =
                    "A member of the placement driver, which alone knows the workers (default: ${DEFAULT-VALUE}).")
    private ServerAddress placement = new ServerAddress("127.0.0.1", 7710);

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        boolean isWhole = true;
        try {
            print(ClusterView.ask(placement));
        } catch (CallFailedException e) {
            // the collections may still be there to see
            System.err.println("warning: " + e.getMessage() + "; another member: --placement");
            isWhole = false;
        }
        try (VectronClient client = Main.of(spec).connect()) {
            CollectionsListCommand.print(client.listCollections());
        }
        return isWhole ? Main.OK : Main.FAILED;
    }

    private static void print(ClusterStatusResponse cluster) {
        System.out.println("cluster " + cluster.getClusterId() + ", map revision " + cluster.getRevision() + "\n");
        Table members = new Table("PLACEMENT DRIVER", "RAFT", "ROLE");
        for (PdMember member : cluster.getMembersList()) {
            members.row(member.getAddress(), member.getRaftAddress(), member.getLeader() ? "leader" : "follower");
        }
        members.print(System.out);
        System.out.println();
        Table workers = new Table("WORKER", "ADDRESS", "STATE", "HEARTBEAT", "REPLICAS", "LEADERS", "DISK FREE");
        for (WorkerStatus worker : cluster.getWorkersList()) {
            workers.row(
                    worker.getWorker().getId(),
                    worker.getWorker().getAddress(),
                    state(worker),
                    worker.getMillisSinceHeartbeat() < 0 ? "never" : worker.getMillisSinceHeartbeat() + " ms ago",
                    worker.getReplicas(),
                    worker.getLeaders(),
                    (worker.getLoad().getDiskFreeBytes() >> 30) + " GiB");
        }
        workers.print(System.out);
        System.out.println();
    }

    private static String state(WorkerStatus worker) {
        String name = worker.getWorker().getState().name();
        return name.startsWith(STATE_PREFIX)
                ? name.substring(STATE_PREFIX.length()).toLowerCase(Locale.ROOT)
                : name;
    }
}
