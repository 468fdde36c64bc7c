package io.voxguard.store;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Small things that the replicas of a service share in the store: pointers, and who has what. For threads that may wait, never for a request's own. Every
 * method waits at most {@code limit} and throws {@link StoreUnavailable} when the store has not answered by then. Thread-safe.
 */
public interface SharedState {
    /** The values under keys, in their order; empty where there is none. */
    List<Optional<byte[]>> get(List<String> keys, Duration limit) throws StoreUnavailable;

    /** Puts a value in the place of another. Returns false, and writes nothing, when something else was there; {@code expected} empty: nothing. */
    boolean replace(String key, Optional<byte[]> expected, byte[] value, Duration limit) throws StoreUnavailable;

    /** All fields of a hash; empty when it is not there. */
    Map<String, byte[]> fields(String key, Duration limit) throws StoreUnavailable;

    /** Writes one field of a hash, and takes others out of it. */
    void put(String key, String field, byte[] value, List<String> out, Duration limit) throws StoreUnavailable;
}
