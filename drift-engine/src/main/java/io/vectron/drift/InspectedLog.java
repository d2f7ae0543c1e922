package io.vectron.drift;

/**
 * What the engine's own log holds, as a replay finds it.
 *
 * @param files files that may hold batches that are wanted
 * @param bytesRead of their headers and frames
 * @param batches whole batches after the manifest's durable sequence: they are applied at the next open
 * @param batchesSkipped whole batches that the segments hold already
 * @param firstSequence of the batches that are applied; {@link Drift#NO_SEQUENCE} without any
 * @param lastSequence of the batches that are applied; {@link Drift#NO_SEQUENCE} without any
 * @param tornBytes bytes at the end that are no whole batch
 */
public record InspectedLog(
        int files,
        long bytesRead,
        long batches,
        long batchesSkipped,
        long firstSequence,
        long lastSequence,
        long tornBytes) {}
