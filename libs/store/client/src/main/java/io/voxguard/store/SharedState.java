package io.voxguard.store;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Small values that the replicas of a service share in the store: pointers, and which replica has loaded what. For threads that may block, never for those that serve
 * requests. Every method waits at most {@code limit} and throws {@link StoreUnavailable} if the store has not answered by then. Thread-safe.
 */
public interface SharedState {
    /** Returns the values of keys, in their order; empty for a key that does not exist. */
    List<Optional<byte[]>> get(List<String> keys, Duration limit) throws StoreUnavailable;

    /**
     * Replaces a value by another.
     *
     * @param expected value to be replaced; empty: the key must not exist
     * @return false if something else was stored; then nothing was written
     */
    boolean replace(String key, Optional<byte[]> expected, byte[] value, Duration limit) throws StoreUnavailable;

    /** Returns all fields of a hash; empty if it does not exist. */
    Map<String, byte[]> fields(String key, Duration limit) throws StoreUnavailable;

    /** Writes one field of a hash, and removes others. */
    void put(String key, String field, byte[] value, List<String> fieldsToRemove, Duration limit)
            throws StoreUnavailable;
}
