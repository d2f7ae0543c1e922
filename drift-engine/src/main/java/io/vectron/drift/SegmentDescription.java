package io.vectron.drift;

/**
 * One segment file.
 *
 * @param number as in its file name
 * @param rows rows stored, dead ones included
 * @param deadRows rows among them that were deleted, written anew or moved since
 * @param fileBytes size of the file
 * @param buckets buckets that it holds rows of
 */
public record SegmentDescription(long number, int rows, int deadRows, long fileBytes, int buckets) {}
