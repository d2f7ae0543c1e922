package io.vectron.cli;

import io.vectron.cli.client.CallFailedException;
import io.vectron.cli.client.ClusterView;
import io.vectron.cli.client.ServerAddress;
import io.vectron.cli.client.VectronClient;
import io.vectron.proto.internal.v1.ClusterStatusResponse;
import io.vectron.proto.internal.v1.PdMember;
import io.vectron.proto.internal.v1.WorkerStatus;
import io.vectron.tls.ChannelSecurity;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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
                    "Any member of the placement driver, which alone knows the workers (default: ${DEFAULT-VALUE}).")
    private ServerAddress placement = new ServerAddress("127.0.0.1", 7710);

    @Option(
            names = "--tls-directory",
            paramLabel = "DIR",
            description = "Folder with ca.crt, tls.crt and tls.key, to ask the placement driver of a locked cluster"
                    + " (of vectron up: DATA/certs/router).")
    private @Nullable Path tlsDirectory;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        boolean isWhole = true;
        try {
            ClusterView view = ClusterView.ask(placement, security());
            print(view);
            isWhole = view.gap().isEmpty();
        } catch (CallFailedException e) {
            // the collections may still be there to see
            System.err.println(
                    "warning: " + e.getMessage() + "; another member: --placement, a locked cluster: --tls-directory");
            isWhole = false;
        }
        try (VectronClient client = Main.of(spec).connect()) {
            CollectionsListCommand.print(client.listCollections());
        }
        return isWhole ? Main.OK : Main.FAILED;
    }

    private ChannelSecurity security() {
        return tlsDirectory == null ? ChannelSecurity.PLAINTEXT : ChannelSecurity.ofDirectory(tlsDirectory);
    }

    private static void print(ClusterView view) {
        ClusterStatusResponse cluster = view.status();
        System.out.println("cluster " + cluster.getClusterId() + ", map revision " + cluster.getRevision() + "\n");
        Table members = new Table("PLACEMENT DRIVER", "RAFT", "ROLE");
        for (PdMember member : cluster.getMembersList()) {
            members.row(member.getAddress(), member.getRaftAddress(), member.getLeader() ? "leader" : "follower");
        }
        members.print(System.out);
        System.out.println();
        if (view.gap().isPresent()) {
            // an empty table would say that there are no workers
            System.err.println(
                    "warning: the workers are not known: " + view.gap().get() + "\n");
            return;
        }
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
