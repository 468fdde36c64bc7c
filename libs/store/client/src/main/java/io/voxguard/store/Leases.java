package io.voxguard.store;

import java.time.Duration;
import java.util.List;

/**
 * Leases: keys that one holder at a time has, until it releases them or stops renewing them; and registers of the replicas that share leases. For threads that may
 * block: every method waits at most {@code timeout}. Thread-safe.
 */
public interface Leases {
    /**
     * Takes a lease, or renews it.
     *
     * @param token names the holder; unique
     * @param lifetime from the store's receipt of the request
     * @return false if another holds it
     */
    boolean hold(String key, String token, Duration lifetime, Duration timeout) throws StoreUnavailable;

    /** Releases a lease if the holder has it. */
    void release(String key, String token, Duration timeout) throws StoreUnavailable;

    /**
     * Registers a replica, and returns all replicas that were registered within the lifetime, sorted.
     *
     * @param nowMs by the caller's clock; the replicas' clocks should differ by far less than the lifetime
     */
    List<String> register(String registerKey, String replica, long nowMs, Duration lifetime, Duration timeout)
            throws StoreUnavailable;

    /** Removes a replica from the register. */
    void deregister(String registerKey, String replica, Duration timeout) throws StoreUnavailable;
}
