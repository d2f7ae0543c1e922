package io.vectron.drift.log;

import java.io.IOException;

/**
 * What lies behind the first place of a file where no frame is whole.
 *
 * <p>A power cut loses any of the pages that were not synced, so that place may be followed by whole frames: they were
 * never acknowledged, and go with it. But a frame also says up to where the file was synced when it was made. When one
 * that comes later says that the place was synced, the disk had it and lost it: that is damage.
 *
 * @param provenEnd the largest offset that a later frame says was synced; 0 when there is none
 * @param framesEnd end of the last later frame, or of the frame that is broken, as far as there is one; else the place
 */
record TailScan(long provenEnd, long framesEnd) {
    /** Looks at every offset behind a place; takes time linear in what is left of the file. */
    static TailScan of(FrameReader frames, long place, long lastSequence) throws IOException {
        long length = frames.length();
        long provenEnd = 0;
        long framesEnd = place;
        for (long at = place; at + WalFormat.FRAME_HEADER_BYTES <= length; at++) {
            FrameHeader frame = frames.headerAt(at, length);
            if (frame != null && frame.sequence() > lastSequence) {
                provenEnd = Math.max(provenEnd, frame.syncedOffset());
                long end = at + WalFormat.FRAME_HEADER_BYTES + frame.bodyBytes();
                framesEnd = Math.max(framesEnd, Math.min(end, length));
            }
        }
        return new TailScan(provenEnd, framesEnd);
    }
}
