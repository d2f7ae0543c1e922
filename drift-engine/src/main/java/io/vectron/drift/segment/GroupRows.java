package io.vectron.drift.segment;

/**
 * Which rows make up each row group: a table of first rows, and of the group of every 64th row, so that the group of a row is
 * found in a few steps. Immutable.
 */
final class GroupRows {
    private static final int HINT_BITS = 6;

    private final int[] first;
    private final int[] hints;

    /** @param first row of each group, then the number of all rows; strictly ascending */
    GroupRows(int[] first) {
        this.first = first;
        int groups = first.length - 1;
        this.hints = new int[(first[groups] >>> HINT_BITS) + 1];
        int group = 0;
        for (int i = 0; i < hints.length; i++) {
            while (group < groups && (i << HINT_BITS) >= first[group + 1]) {
                group++;
            }
            hints[i] = group;
        }
    }

    /** The first row of a group. */
    int first(int group) {
        return first[group];
    }

    /** Number of rows of a group. */
    int count(int group) {
        return first[group + 1] - first[group];
    }

    /** The group of a row. */
    int groupOf(int row) {
        int group = hints[row >>> HINT_BITS];
        while (row >= first[group + 1]) {
            group++;
        }
        return group;
    }
}
