package io.vectron.cli.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("unit")
class SuiteReservationTest {
    @TempDir
    private Path folder = Path.of("");

    private SuiteSettings settings(Map<SuitePort, Integer> ports) {
        return new SuiteSettings(folder, "127.0.0.1", Optional.empty(), ports);
    }

    private static Map<SuitePort, Integer> freePorts() throws IOException {
        Map<SuitePort, Integer> ports = new EnumMap<>(SuitePort.class);
        List<ServerSocket> sockets = new ArrayList<>();
        for (SuitePort port : SuitePort.values()) {
            ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            sockets.add(socket);
            ports.put(port, socket.getLocalPort());
        }
        for (ServerSocket socket : sockets) {
            socket.close();
        }
        return ports;
    }

    @Test
    void takenPortIsNamedWithItsOption() throws IOException {
        Map<SuitePort, Integer> ports = freePorts();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ports.put(SuitePort.WORKER, taken.getLocalPort());
            assertThatExceptionOfType(SuiteException.class)
                    .isThrownBy(() -> PortCheck.requireFree(settings(ports)))
                    .withMessage("port " + taken.getLocalPort()
                            + " on 127.0.0.1 is taken; choose another with --worker-port");
        }
    }

    @Test
    void freePortsPass() throws IOException {
        PortCheck.requireFree(settings(freePorts()));
    }

    @Test
    void samePortTwiceIsRefused() throws IOException {
        Map<SuitePort, Integer> ports = freePorts();
        ports.put(SuitePort.REST, 7000);
        ports.put(SuitePort.GRPC, 7000);
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> settings(ports))
                .withMessage("--rest-port and --grpc-port are both 7000; each needs its own port");
    }

    @Test
    void folderHasOneHolderAtATime() {
        try (DirectoryLock held = DirectoryLock.acquire(folder)) {
            assertThat(held).isNotNull();
            assertThatExceptionOfType(SuiteException.class)
                    .isThrownBy(() -> DirectoryLock.acquire(folder))
                    .withMessage("the data directory " + folder + " is in use by process "
                            + ProcessHandle.current().pid() + "; stop that one, or choose another with --data");
        }
        DirectoryLock.acquire(folder).close();
    }

    @Test
    void reservedFolderStaysHeldWhateverTheGarbageCollectorDoes() throws Exception {
        try (Suite suite = Suite.reserve(settings(freePorts()))) {
            for (int i = 0; i < 10; i++) {
                System.gc();
                Thread.sleep(20);
            }
            assertThat(suite).isNotNull();
            assertThatExceptionOfType(SuiteException.class)
                    .isThrownBy(() -> DirectoryLock.acquire(folder))
                    .withMessageContaining("is in use by process");
        }
    }

    @Test
    void openSuiteIsForLoopbackOnlyAndSaysHowToLockIt() throws IOException {
        Map<SuitePort, Integer> ports = freePorts();
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> new SuiteSettings(folder, "0.0.0.0", Optional.empty(), ports))
                .withMessageContaining("--host 0.0.0.0")
                .withMessageContaining("--api-keys");
        for (Role role : Role.values()) {
            assertThat(settings(ports).arguments(role)).contains("--vectron." + role.word() + ".insecure-dev=true");
        }
    }

    @Test
    void hostOfALockedSuiteIsTheRoutersAlone() throws IOException {
        SuiteLock lock = new SuiteLock(folder.resolve("keys"), Optional.of(folder.resolve("tls")));
        SuiteSettings locked = new SuiteSettings(folder, "0.0.0.0", Optional.of(lock), freePorts());
        assertThat(locked.arguments(Role.ROUTER))
                .contains(
                        "--vectron.router.bind-address=0.0.0.0",
                        "--vectron.router.host=127.0.0.1",
                        "--vectron.router.api-keys-file=" + folder.resolve("keys"),
                        "--vectron.router.public-tls-directory=" + folder.resolve("tls"),
                        "--vectron.router.tls-directory=" + folder.resolve("certs/router"));
        for (Role role : List.of(Role.PD, Role.WORKER)) {
            assertThat(locked.arguments(role))
                    .contains("--vectron." + role.word() + ".host=127.0.0.1")
                    .noneMatch(argument -> argument.contains("0.0.0.0") || argument.contains("insecure-dev"));
        }
    }

    @Test
    void everyRoleGetsItsSettings() throws IOException {
        SuiteSettings settings = settings(freePorts());
        assertThat(settings.arguments(Role.WORKER))
                .contains(
                        "--vectron.worker.data-directory=" + folder.resolve("worker"),
                        "--vectron.worker.placement=127.0.0.1:" + settings.port(SuitePort.PLACEMENT));
        assertThat(settings.arguments(Role.ROUTER))
                .contains("--vectron.router.rest-port=" + settings.port(SuitePort.REST));
        assertThat(settings.arguments(Role.PD))
                .contains("--vectron.pd.raft-port=" + settings.port(SuitePort.PLACEMENT_RAFT));
    }
}
