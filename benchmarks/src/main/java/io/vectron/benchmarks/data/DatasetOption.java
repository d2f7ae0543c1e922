package io.vectron.benchmarks.data;

import picocli.CommandLine.Option;

/** Names the data set of a measurement. */
public final class DatasetOption {
    @Option(
            names = "--dataset",
            required = true,
            paramLabel = "PREFIX",
            description = "The data set PREFIX_base.fvecs, .bvecs or .npy, or PREFIX.hdf5 (as of ann-benchmarks).")
    private String prefix = "";

    /** What the names of its files begin with. */
    public String prefix() {
        return prefix;
    }

    /** Its first vectors, as {@link VectorFile#read}. */
    public VectorFile read(int rowsMax) {
        return VectorFile.read(prefix, rowsMax);
    }
}
