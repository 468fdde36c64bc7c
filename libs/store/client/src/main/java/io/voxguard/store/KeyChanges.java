package io.voxguard.store;

/** Hears which keys have changed in the store since they were read here. Called from the store client's threads: quick and without waiting. */
public interface KeyChanges {
    /** Whether the store tells of changes from now on. What was known before may have changed unheard. */
    void told(boolean told);

    void changed(byte[] key);

    /** Any key may have changed. */
    void allChanged();
}
