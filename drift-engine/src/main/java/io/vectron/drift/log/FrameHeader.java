package io.vectron.drift.log;

/**
 * The header of a frame of the write-ahead log.
 *
 * @param bodyBytes 0 to {@link WalFormat#BODY_BYTES_MAX}
 * @param ops of the batch; {@link WalFormat#MARK} for a mark, which only says that the frames before it were synced
 * @param sequence of the batch; of the batch before it for a mark
 * @param syncedOffset up to there the file was synced when the frame was made: anything broken before is damage
 * @param bodyCrc CRC32C of the body
 */
record FrameHeader(int bodyBytes, int ops, long sequence, long syncedOffset, int bodyCrc) {
    boolean isMark() {
        return ops == WalFormat.MARK;
    }
}
