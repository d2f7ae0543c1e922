package io.vectron.system;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What a process listens on, by the kernel's account in /proc; Linux only. */
final class ListeningSockets {
    private static final String LISTEN = "0A";
    private static final int LOCAL_ADDRESS = 1;
    private static final int STATE = 3;
    private static final int INODE = 9;

    private ListeningSockets() {}

    static boolean areKnownHere() {
        return Files.isReadable(Path.of("/proc/self/net/tcp"));
    }

    /** The address of each TCP port, in order of the ports. */
    static Map<Integer, InetAddress> of(long pid) throws IOException {
        Set<String> inodes = socketInodes(pid);
        Map<Integer, InetAddress> found = new TreeMap<>();
        for (String table : new String[] {"tcp", "tcp6"}) {
            for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/net/" + table))) {
                String[] fields = line.strip().split("\\s+", -1);
                if (fields.length > INODE && fields[STATE].equals(LISTEN) && inodes.contains(fields[INODE])) {
                    String[] local = fields[LOCAL_ADDRESS].split(":", -1);
                    found.put(Integer.parseInt(local[1], 16), address(local[0]));
                }
            }
        }
        return found;
    }

    private static Set<String> socketInodes(long pid) throws IOException {
        Set<String> inodes = new HashSet<>();
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            for (Path descriptor : descriptors.toList()) {
                String target = target(descriptor);
                if (target.startsWith("socket:[")) {
                    inodes.add(target.substring("socket:[".length(), target.length() - 1));
                }
            }
        }
        return inodes;
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            // closed meanwhile
            return "";
        }
    }

    /** The kernel prints groups of four bytes in the order of a little-endian machine. */
    private static InetAddress address(String hex) throws IOException {
        byte[] printed = HexFormat.of().parseHex(hex);
        byte[] address = new byte[printed.length];
        for (int i = 0; i < printed.length; i++) {
            address[i] = printed[i / 4 * 4 + 3 - i % 4];
        }
        // an address of IPv4 in the form of IPv6 becomes one of IPv4 here
        return InetAddress.getByAddress(address);
    }
}
