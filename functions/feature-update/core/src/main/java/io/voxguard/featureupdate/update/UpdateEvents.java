package io.voxguard.featureupdate.update;

import io.voxguard.catalogue.view.EntityKind;

/** Listener for what goes on beside the results of an update. Thread-safe. */
public interface UpdateEvents {
    /** Ignores everything. */
    UpdateEvents IGNORED = new UpdateEvents() {};

    /** Called when states are computed again since another writer was faster, or the store's answer did not come. */
    default void conflicts(int states) {}

    /** Called when a stored state cannot be read and the entity begins anew. */
    default void unreadable(String entity, String cause) {}

    /** Called for each event that took place too long before the latest one of an entity, and does not count for that entity. */
    default void late(EntityKind entity) {}

    /** Called when the store does not answer. */
    default void storeAway(String cause) {}
}
