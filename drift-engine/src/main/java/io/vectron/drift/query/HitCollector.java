package io.vectron.drift.query;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** Keeps the k best rows offered, ties by unsigned id bytes. Not thread-safe. */
public final class HitCollector {
    /** A kept row. */
    public record Candidate(float distance, RowOwner owner, int row) {}

    private static final Comparator<Candidate> BEST_FIRST = Comparator.<Candidate>comparingDouble(Candidate::distance)
            .thenComparing((a, b) ->
                    Arrays.compareUnsigned(a.owner().id(a.row()), b.owner().id(b.row())));

    private final int k;
    private final PriorityQueue<Candidate> worstFirst;
    private float worstDistance = Float.POSITIVE_INFINITY;

    public HitCollector(int k) {
        this.k = k;
        this.worstFirst = new PriorityQueue<>(Math.min(k, 64) + 1, BEST_FIRST.reversed());
    }

    /** Offers a live row. */
    public void offer(float distance, RowOwner owner, int row) {
        if (worstFirst.size() >= k && distance > worstDistance) {
            return;
        }
        worstFirst.add(new Candidate(distance, owner, row));
        if (worstFirst.size() > k) {
            worstFirst.poll();
        }
        Candidate worst = worstFirst.peek();
        if (worst != null && worstFirst.size() >= k) {
            worstDistance = worst.distance();
        }
    }

    public int size() {
        return worstFirst.size();
    }

    /** The kept rows, best first. */
    public List<Candidate> bestFirst() {
        List<Candidate> sorted = new ArrayList<>(worstFirst);
        sorted.sort(BEST_FIRST);
        return sorted;
    }
}
