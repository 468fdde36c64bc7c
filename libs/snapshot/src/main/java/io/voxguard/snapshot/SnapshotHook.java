package io.voxguard.snapshot;

/**
 * What has to be done for a bean when its process is frozen and copied. Every bean of this type is called, those with a higher {@code @Priority} first; an exception
 * fails the start of the copy.
 */
public interface SnapshotHook {
    /** Gives up what a copy cannot have: connections. Bounded in time. */
    default void beforeSnapshot() {}

    /** Makes anew what no two copies may share: connections, names, random numbers. Bounded in time. */
    default void afterRestore() {}
}
