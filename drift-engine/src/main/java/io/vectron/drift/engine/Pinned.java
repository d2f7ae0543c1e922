package io.vectron.drift.engine;

import io.vectron.drift.slot.Epochs;

/** A view whose files stay open until this is closed. */
record Pinned(View view, Epochs.Stay stay) implements AutoCloseable {
    Version version() {
        return view.version();
    }

    long snapshot() {
        return view.applied();
    }

    @Override
    public void close() {
        stay.close();
    }
}
