package io.vectron.pd.api;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The members of the placement driver. Immutable.
 *
 * @param self raft address of this member, which is one of {@code all}
 */
public record Members(String self, List<Member> all) {
    private static final Pattern FORM = Pattern.compile("([^\\s:/,]+:\\d{1,5})/([^\\s:/,]+:\\d{1,5})");

    /**
     * @param raftAddress host:port, this member's identity in raft
     * @param address host:port of its gRPC service
     */
    public record Member(String raftAddress, String address) {
        /** @throws IllegalArgumentException unless it is raftHost:raftPort/grpcHost:grpcPort */
        public static Member parse(String text) {
            Matcher matcher = FORM.matcher(text);
            if (!matcher.matches()) {
                throw new IllegalArgumentException(
                        "member '" + text + "', expected raftHost:raftPort/grpcHost:grpcPort");
            }
            return new Member(matcher.group(1), matcher.group(2));
        }
    }

    public Members {
        all = List.copyOf(all);
        long distinct = all.stream().map(Member::raftAddress).distinct().count();
        if (distinct != all.size()) {
            throw new IllegalArgumentException("members " + all + " name a raft address twice");
        }
        String wanted = self;
        if (all.stream().noneMatch(member -> member.raftAddress().equals(wanted))) {
            throw new IllegalArgumentException("members " + all + " do not name this member, raft address " + self);
        }
    }

    public List<String> raftAddresses() {
        return all.stream().map(Member::raftAddress).toList();
    }

    /** Raft addresses of the others. */
    public List<String> others() {
        return raftAddresses().stream().filter(Predicate.not(self::equals)).toList();
    }

    /** gRPC address of the member with this raft address. */
    public Optional<String> address(String raftAddress) {
        return all.stream()
                .filter(member -> member.raftAddress().equals(raftAddress))
                .map(Member::address)
                .findFirst();
    }

    /** With the port that this member's service got, where the settings left it to the system. */
    public Members withOwnPort(int port) {
        return new Members(
                self,
                all.stream()
                        .map(member -> member.raftAddress().equals(self) ? withPort(member, port) : member)
                        .toList());
    }

    private static Member withPort(Member member, int port) {
        String host = member.address().substring(0, member.address().lastIndexOf(':'));
        return new Member(member.raftAddress(), host + ":" + port);
    }
}
