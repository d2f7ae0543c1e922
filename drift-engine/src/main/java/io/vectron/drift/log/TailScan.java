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
        long provenEnd = 0;
        long framesEnd = place;
        FrameReader.Found found = frames.next(place);
        while (found != null) {
            FrameHeader frame = found.header();
            if (frame.sequence() > lastSequence) {
                provenEnd = Math.max(provenEnd, frame.syncedOffset());
                long end = found.offset() + WalFormat.FRAME_HEADER_BYTES + frame.bodyBytes();
                framesEnd = Math.max(framesEnd, Math.min(end, frames.length()));
            }
            found = frames.next(found.offset() + 1);
        }
        return new TailScan(provenEnd, framesEnd);
    }
}
