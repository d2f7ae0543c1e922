package io.vectron.drift;

/**
 * One bucket.
 *
 * <p>Distances are those that rows were clustered by: Euclidean, between the vectors as written under {@link Metric#L2} and
 * {@link Metric#DOT}, between the vectors scaled to length one under {@link Metric#COSINE}. Centroids are means of such
 * vectors and are not of length one.
 *
 * @param bucket its id
 * @param rowGroups in how many segments it has rows
 * @param rows rows stored, dead ones included
 * @param liveRows rows among them that live
 * @param x of the centroid on the first principal component of all centroids of the description, their mean at 0
 * @param y the same on the second component; 0 in one dimension
 * @param drift distance of the mean of the live rows to the centroid, divided by the radius: 0 (the centroid still stands
 *     in the middle) to 1 (all live rows have left in one direction); 0 with fewer than two live rows, or when all of
 *     them lie on the centroid; never NaN
 * @param radius root mean square distance of the live rows to the centroid; 0 without live rows
 */
public record BucketDescription(
        long bucket, int rowGroups, int rows, int liveRows, float x, float y, float drift, float radius) {}
