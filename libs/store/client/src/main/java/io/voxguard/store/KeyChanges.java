package io.voxguard.store;

/** Listener for changes to keys that were read from the store. Called on the store client's threads: it must be quick and must not block. */
public interface KeyChanges {
    /**
     * Called when the store starts or stops announcing changes. Values read before may have changed unannounced.
     *
     * @param active whether changes are announced from now on
     */
    void onTrackingChanged(boolean active);

    void changed(byte[] key);

    /** Any key may have changed. */
    void allChanged();
}
