package io.voxguard.store.redis.connection;

import io.lettuce.core.TrackingArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.push.PushListener;
import io.lettuce.core.api.push.PushMessage;
import io.voxguard.store.KeyChanges;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Has the store announce changes to the keys that each connection has read (RESP3, {@code CLIENT TRACKING ON}), for every new connection again. Tracking is active
 * only while it is armed on all connections: a read on another one would go untracked. NOLOOP is never used: {@link Quirk#NOLOOP_ENDS_TRACKING}. Thread-safe.
 */
final class KeyTracking implements PushListener {
    private static final Logger LOG = System.getLogger(KeyTracking.class.getName());

    private final KeyChanges changes;
    private final int connections;
    private final Set<StatefulRedisConnection<byte[], byte[]>> armed = new HashSet<>();
    private boolean complained;

    KeyTracking(KeyChanges changes, int connections) {
        this.changes = changes;
        this.connections = connections;
    }

    /** Asks the store to track what a connection reads, unless its engine is known not to. */
    void arm(StatefulRedisConnection<byte[], byte[]> connection, Engine engine) {
        if (engine.has(Quirk.NO_KEY_TRACKING)) {
            complainOnce(engine + ": " + Quirk.NO_KEY_TRACKING.difference());
            return;
        }
        connection
                .async()
                .clientTracking(TrackingArgs.Builder.enabled())
                .whenComplete((done, fault) -> armed(connection, fault));
    }

    private synchronized void armed(StatefulRedisConnection<byte[], byte[]> connection, @Nullable Throwable fault) {
        if (fault != null) {
            complainOnce(fault.toString());
            return;
        }
        if (armed.add(connection)) {
            changes.onTrackingChanged(armed.size() == connections);
        }
    }

    private synchronized void complainOnce(String reason) {
        if (!complained) {
            complained = true;
            LOG.log(Level.WARNING, "The store does not track keys; the near cache stays empty: {0}", reason);
        }
    }

    /** Notes that a connection is lost: changes may be missed. */
    synchronized void lost(StatefulRedisConnection<byte[], byte[]> connection) {
        armed.remove(connection);
        changes.onTrackingChanged(false);
    }

    @Override
    public void onPushMessage(PushMessage message) {
        if (!message.getType().equals("invalidate")) {
            return;
        }
        List<Object> content = message.getContent();
        Object keys = content.size() > 1 ? content.get(1) : null;
        if (keys instanceof List<?> list) {
            list.forEach(key -> changes.changed(bytes(key)));
        } else {
            // the store was flushed, or tracks too many keys
            changes.allChanged();
        }
    }

    private static byte[] bytes(Object key) {
        if (key instanceof ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            return bytes;
        }
        return key instanceof byte[] bytes ? bytes : key.toString().getBytes(StandardCharsets.UTF_8);
    }
}
