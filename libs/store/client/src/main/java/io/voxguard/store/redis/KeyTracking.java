package io.voxguard.store.redis;

import io.lettuce.core.TrackingArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.push.PushListener;
import io.lettuce.core.api.push.PushMessage;
import io.voxguard.store.KeyChanges;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Has the store tell of changes to the keys that each connection has read (RESP3, {@code CLIENT TRACKING ON}), and arms that anew whenever a connection is
 * made anew. The store tells only while all connections are armed: a read on another one would go unwatched.
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

    /** A connection was made for the first time. */
    void opened(StatefulRedisConnection<byte[], byte[]> connection) {
        connection.addListener(this);
        arm(connection);
    }

    /** Asks the store to watch what the connection reads. */
    void arm(StatefulRedisConnection<byte[], byte[]> connection) {
        connection
                .async()
                .clientTracking(TrackingArgs.Builder.enabled())
                .whenComplete((done, fault) -> armed(connection, fault));
    }

    private synchronized void armed(StatefulRedisConnection<byte[], byte[]> connection, @Nullable Throwable fault) {
        if (fault != null) {
            if (!complained) {
                complained = true;
                LOG.log(Level.WARNING, "The store does not track keys; nothing is kept near: {0}", fault.toString());
            }
            return;
        }
        if (armed.add(connection)) {
            changes.told(armed.size() == connections);
        }
    }

    /** A connection is gone: changes may go unheard. */
    synchronized void lost(StatefulRedisConnection<byte[], byte[]> connection) {
        armed.remove(connection);
        changes.told(false);
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
        return key instanceof byte[] bytes ? bytes : key.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }
}
