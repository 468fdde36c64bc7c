package io.voxguard.serving.repository.replicas;

import io.voxguard.store.SharedState;
import io.voxguard.store.StoreUnavailable;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What replicas share, in memory; away when it is told to be. The real one is tested against real servers in store/client. */
public final class FakeSharedState implements SharedState {
    public final Map<String, byte[]> values = new ConcurrentHashMap<>();
    public final Map<String, Map<String, byte[]>> hashes = new ConcurrentHashMap<>();
    public volatile boolean away;

    @Override
    public List<Optional<byte[]>> get(List<String> keys, Duration limit) throws StoreUnavailable {
        there();
        return keys.stream().map(key -> Optional.ofNullable(values.get(key))).toList();
    }

    @Override
    public synchronized boolean replace(String key, Optional<byte[]> expected, byte[] value, Duration limit)
            throws StoreUnavailable {
        there();
        byte[] now = values.get(key);
        if (!Arrays.equals(now, expected.orElse(null))) {
            return false;
        }
        values.put(key, value);
        return true;
    }

    @Override
    public Map<String, byte[]> fields(String key, Duration limit) throws StoreUnavailable {
        there();
        return new HashMap<>(hashes.getOrDefault(key, Map.of()));
    }

    @Override
    public void put(String key, String field, byte[] value, List<String> out, Duration limit) throws StoreUnavailable {
        there();
        Map<String, byte[]> hash = hashes.computeIfAbsent(key, any -> new ConcurrentHashMap<>());
        hash.put(field, value);
        out.forEach(hash::remove);
    }

    private void there() throws StoreUnavailable {
        if (away) {
            throw new StoreUnavailable("away", new IllegalStateException("told to be"));
        }
    }
}
