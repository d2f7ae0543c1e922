package io.vectron.drift;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;

/** Damages files at random: places near both ends, where the fields lie that all else depends on, more often than others. */
public final class Mutator {
    private static final List<Mutation> KINDS = List.copyOf(EnumSet.allOf(Mutation.class));
    private static final int PAGE = 4096;
    private static final int END_BYTES = 300;
    private static final int RANGE_MAX = 200;
    private static final int EXTENSION_MAX = 3 * PAGE;

    private final RandomGenerator random;

    public Mutator(RandomGenerator random) {
        this.random = random;
    }

    /**
     * Files that are not what they were.
     *
     * @param changed new content of one or two files, each different from the old one
     */
    record Damage(Mutation kind, Map<String, byte[]> changed) {}

    /** Changes one file, or two of one kind. */
    Damage damage(Map<String, byte[]> files) {
        List<String> names = files.keySet().stream().sorted().toList();
        while (true) {
            String name = names.get(random.nextInt(names.size()));
            Mutation kind = KINDS.get(random.nextInt(KINDS.size()));
            Map<String, byte[]> changed = new HashMap<>(mutated(kind, name, names, files));
            changed.entrySet().removeIf(entry -> Arrays.equals(entry.getValue(), files.get(entry.getKey())));
            if (!changed.isEmpty()) {
                return new Damage(kind, changed);
            }
        }
    }

    private Map<String, byte[]> mutated(Mutation kind, String name, List<String> names, Map<String, byte[]> files) {
        byte[] content = content(files, name);
        if (content.length == 0) {
            return Map.of(name, extended(content));
        }
        return switch (kind) {
            case FLIP -> Map.of(name, flipped(content, place(content.length)));
            case ZERO -> Map.of(name, zeroed(content, range(content.length)));
            case TRUNCATE -> Map.of(name, Arrays.copyOf(content, place(content.length)));
            case SWAP_WITHIN -> Map.of(name, swapped(content));
            case SWAP_BETWEEN -> swappedBetween(name, names, files);
            case EXTEND -> Map.of(name, extended(content));
        };
    }

    private static byte[] content(Map<String, byte[]> files, String name) {
        return Objects.requireNonNull(files.get(name), name);
    }

    private record Range(int at, int bytes) {}

    private int place(int length) {
        int near = Math.min(length, END_BYTES);
        return switch (random.nextInt(4)) {
            case 0 -> random.nextInt(near);
            case 1 -> length - 1 - random.nextInt(near);
            default -> random.nextInt(length);
        };
    }

    private Range range(int length) {
        if (random.nextBoolean() && length > PAGE) {
            int at = place(length) / PAGE * PAGE;
            return new Range(at, Math.min(length - at, PAGE * (1 + random.nextInt(2))));
        }
        int at = place(length);
        return new Range(at, 1 + random.nextInt(Math.min(RANGE_MAX, length - at)));
    }

    /** One bit of a byte is another. */
    public byte[] flipped(byte[] content, int at) {
        byte[] flipped = content.clone();
        flipped[at] ^= (byte) (1 << random.nextInt(8));
        return flipped;
    }

    private static byte[] zeroed(byte[] content, Range range) {
        return zeroed(content, range.at(), range.bytes());
    }

    /** A range is zeros. */
    public static byte[] zeroed(byte[] content, int at, int bytes) {
        byte[] zeroed = content.clone();
        Arrays.fill(zeroed, at, at + bytes, (byte) 0);
        return zeroed;
    }

    /** Two ranges of a file, which may overlap, have changed places. */
    public byte[] swapped(byte[] content) {
        Range range = range(content.length);
        int other = random.nextInt(content.length - range.bytes() + 1);
        boolean isPaged = range.bytes() % PAGE == 0;
        byte[] swapped = content.clone();
        int to = isPaged ? other / PAGE * PAGE : other;
        System.arraycopy(content, to, swapped, range.at(), range.bytes());
        System.arraycopy(content, range.at(), swapped, to, range.bytes());
        return swapped;
    }

    private Map<String, byte[]> swappedBetween(String name, List<String> names, Map<String, byte[]> files) {
        List<String> others = new ArrayList<>(names);
        others.removeIf(other -> other.equals(name) || !kind(other).equals(kind(name)));
        if (others.isEmpty()) {
            return Map.of(name, swapped(content(files, name)));
        }
        String other = others.get(random.nextInt(others.size()));
        byte[] mine = content(files, name);
        byte[] theirs = content(files, other);
        int shorter = Math.min(mine.length, theirs.length);
        if (shorter == 0 || random.nextInt(5) == 0) {
            return Map.of(name, theirs, other, mine);
        }
        Range range = range(shorter);
        // Counted from the front or, as a footer is found, from the end.
        int shift = random.nextInt(3) == 0 ? 1 : 0;
        int at = range.at() + shift * (mine.length - shorter);
        int otherAt = range.at() + shift * (theirs.length - shorter);
        byte[] myNew = mine.clone();
        byte[] theirNew = theirs.clone();
        System.arraycopy(theirs, otherAt, myNew, at, range.bytes());
        System.arraycopy(mine, at, theirNew, otherAt, range.bytes());
        return Map.of(name, myNew, other, theirNew);
    }

    /** What names of one kind begin with. */
    private static String kind(String name) {
        int number = name.indexOf('-');
        return number < 0 ? name : name.substring(0, number);
    }

    /** Zeros, noise, or a part of the file once more, at its end. */
    public byte[] extended(byte[] content) {
        int bytes = 1 + random.nextInt(random.nextBoolean() ? RANGE_MAX : EXTENSION_MAX);
        byte[] tail = new byte[bytes];
        switch (random.nextInt(3)) {
            case 0 -> random.nextBytes(tail);
            case 1 -> {
                int from = content.length == 0 ? 0 : random.nextInt(content.length);
                System.arraycopy(content, from, tail, 0, Math.min(bytes, content.length - from));
            }
            default -> {}
        }
        byte[] longer = Arrays.copyOf(content, content.length + bytes);
        System.arraycopy(tail, 0, longer, content.length, bytes);
        return longer;
    }
}
