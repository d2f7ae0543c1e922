package io.vectron.drift.log;

/**
 * The header of a file of the write-ahead log.
 *
 * @param dimension floats per vector
 * @param number as in the file's name; grows by one from file to file and is never used twice
 * @param salt random; no byte that a caller sent, and no frame of another life of the file, passes for a frame of this one
 * @param baseSequence every batch with a sequence up to it lies in an earlier file or is durable elsewhere, every batch of
 *     this file and of later ones comes after it
 * @param previousEnd what counts of the file before ends there and was synced before this one got its name; 0 when there
 *     is none
 * @param bornEnd this file was synced up to there when it got its name
 * @param staleBytes length of the file before it was written anew; 0 when it was created
 */
record WalHeader(
        int dimension, long number, long salt, long baseSequence, long previousEnd, long bornEnd, long staleBytes) {}
