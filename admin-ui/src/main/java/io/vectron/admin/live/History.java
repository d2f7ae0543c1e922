package io.vectron.admin.live;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The figures of the last samples, oldest first; the oldest goes when there are {@link #SIZE_MAX}.
 *
 * <p>Concurrency: the monitor guards the deque; readers get a copy.
 */
public final class History {
    /** Five minutes of one a second. */
    public static final int SIZE_MAX = 300;

    private final Deque<Figures> figures = new ArrayDeque<>(SIZE_MAX);

    synchronized void add(Figures newest) {
        if (figures.size() == SIZE_MAX) {
            figures.removeFirst();
        }
        figures.addLast(newest);
    }

    public synchronized List<Figures> all() {
        return List.copyOf(figures);
    }
}
