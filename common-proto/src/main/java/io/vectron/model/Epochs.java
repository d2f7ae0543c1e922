package io.vectron.model;

import io.vectron.proto.v1.Epoch;

/** The order of shard epochs: (membershipVersion, rangeVersion), each of which only grows. */
public final class Epochs {
    private Epochs() {}

    /** True when neither part of {@code a} is behind {@code b} and one is ahead. */
    public static boolean isNewer(Epoch a, Epoch b) {
        return a.getMembershipVersion() >= b.getMembershipVersion()
                && a.getRangeVersion() >= b.getRangeVersion()
                && !a.equals(b);
    }

    /** {@code 3.1}: membership version, then range version. */
    public static String show(Epoch epoch) {
        return epoch.getMembershipVersion() + "." + epoch.getRangeVersion();
    }
}
