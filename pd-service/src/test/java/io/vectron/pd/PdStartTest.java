package io.vectron.pd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Starts that must fail, and what they say. */
class PdStartTest {
    @TempDir
    Path directory;

    private String failure(String... arguments) throws IOException {
        int raftPort = TestPd.freePorts(1)[0];
        Throwable thrown = org.assertj.core.api.Assertions.catchThrowable(
                () -> TestPd.single(directory, raftPort, arguments).close());
        assertThat(thrown).as("the start fails").isNotNull();
        StringBuilder messages = new StringBuilder();
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            messages.append(t.getMessage()).append('\n');
        }
        return messages.toString();
    }

    @Test
    void takenPortIsNamedWithItsProperty() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(failure("--vectron.pd.port=" + taken.getLocalPort()))
                    .contains("127.0.0.1:" + taken.getLocalPort(), "vectron.pd.port");
        }
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(failure("--vectron.pd.raft-port=" + taken.getLocalPort()))
                    .contains("" + taken.getLocalPort(), "vectron.pd.raft-port");
        }
    }

    @Test
    void foreignDirectoryIsRefusedUntouched() throws IOException {
        Files.writeString(directory.resolve("precious.txt"), "mine");
        assertThat(failure())
                .contains("precious.txt", directory.resolve("IDENTITY").toString());
        assertThat(directory.toFile().list()).containsExactly("precious.txt");
    }

    @Test
    void directoryOfAnotherMemberOrKindIsRefused() throws IOException {
        Files.writeString(directory.resolve("IDENTITY"), "vectron-pd 1\nmember 10.1.1.1:1\n");
        assertThat(failure()).contains("IDENTITY", "10.1.1.1:1", "127.0.0.1");
        Files.writeString(directory.resolve("IDENTITY"), "vectron-worker 1\nid x\n");
        assertThat(failure()).contains("IDENTITY", "vectron-pd 1");
    }

    @Test
    void lostLogOfAKnownClusterIsNotReplacedByAnEmptyOne() throws IOException {
        int port = TestPd.freePorts(1)[0];
        Files.writeString(directory.resolve("IDENTITY"), "vectron-pd 1\nmember 127.0.0.1:" + port + "\ncluster abc\n");
        assertThatThrownBy(() -> TestPd.single(directory, port).close())
                .rootCause()
                .hasMessageContaining("abc")
                .hasMessageContaining(directory.resolve("raft").toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--vectron.pd.prot=1|vectron.pd.prot",
                "--vectron.pd.port=65536|vectron.pd.port must be between 0 and 65535, found 65536",
                "--vectron.pd.raft-port=0|vectron.pd.raft-port must be between 1 and 65535",
                "--vectron.pd.election-timeout=1ms|vectron.pd.election-timeout must be between 500 ms",
                "--vectron.pd.worker-down-after=1ms|vectron.pd.worker-down-after must be between 500 ms",
                "--vectron.pd.request-timeout=2m|vectron.pd.request-timeout must be between",
                "--vectron.pd.watch-keep-alive=0s|vectron.pd.watch-keep-alive must be between",
                "--vectron.pd.snapshot-entries=0|vectron.pd.snapshot-entries must be between 1",
                "--vectron.pd.members=a:1/b:2|do not name this member",
                "--vectron.pd.members=a:1|expected raftHost:raftPort/grpcHost:grpcPort",
                "--vectron.pd.host=|vectron.pd.host is empty",
                "--vectron.pd.insecure-dev=false|the pd has no credentials for the cluster",
                "--vectron.pd.tls-directory=no/such/folder|there is no file no/such/folder/ca.crt",
                "--vectron.pd.bind-address=0.0.0.0|vectron.pd.insecure-dev leaves every port open",
            })
    void settingsOutOfRangeStopTheStart(String argument, String message) throws IOException {
        assertThat(failure(argument)).contains(message);
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void emptiedLogOfAKnownClusterIsNotFilledAnew() throws IOException {
        int port = TestPd.freePorts(1)[0];
        Files.writeString(directory.resolve("IDENTITY"), "vectron-pd 1\nmember 127.0.0.1:" + port + "\ncluster abc\n");
        Path log = Files.createDirectory(directory.resolve("raft"));
        assertThatThrownBy(() -> TestPd.single(directory, port).close())
                .rootCause()
                .hasMessageContaining("abc")
                .hasMessageContaining(log.resolve("RAFT_LOG").toString());
        assertThat(log).isEmptyDirectory();
    }
}
