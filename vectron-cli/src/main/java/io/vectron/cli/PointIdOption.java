package io.vectron.cli;

import io.vectron.proto.v1.PointId;

/** How ids are written on the command line: digits are a number, anything else is a text, {@code text:7} is the text 7. */
final class PointIdOption {
    private static final String TEXT = "text:";
    private static final String DIGITS = "\\d{1,20}";

    private PointIdOption() {}

    static PointId parse(String written) {
        if (written.startsWith(TEXT)) {
            return PointId.newBuilder()
                    .setText(written.substring(TEXT.length()))
                    .build();
        }
        if (written.matches(DIGITS)) {
            try {
                return PointId.newBuilder()
                        .setNumber(Long.parseUnsignedLong(written))
                        .build();
            } catch (NumberFormatException e) {
                // 20 digits above 2^64 - 1 can only be meant as a text
                return PointId.newBuilder().setText(written).build();
            }
        }
        return PointId.newBuilder().setText(written).build();
    }
}
