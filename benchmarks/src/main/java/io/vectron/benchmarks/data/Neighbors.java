package io.vectron.benchmarks.data;

/**
 * The true nearest rows of queries.
 *
 * @param source where they are from
 * @param ids [queries x width], row-major, nearest first
 */
@SuppressWarnings("ArrayRecordComponent") // nothing compares it
public record Neighbors(String source, int[] ids, int queries, int width) {

    /** The row that is so many places after the nearest. */
    public int id(int query, int place) {
        return ids[query * width + place];
    }

    /**
     * Checks that all are rows.
     *
     * @throws DatasetException with the first that is none
     */
    void checkRows(int rows) {
        for (int at = 0; at < ids.length; at++) {
            if (ids[at] < 0 || ids[at] >= rows) {
                throw new DatasetException(source + ": query " + at / width + " has row " + ids[at]
                        + " for a neighbour, expected 0 to " + (rows - 1));
            }
        }
    }
}
