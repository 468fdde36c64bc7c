package io.voxguard.store.redis;

import io.lettuce.core.Consumer;
import io.lettuce.core.Range;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XAutoClaimArgs;
import io.lettuce.core.XGroupCreateArgs;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.lettuce.core.models.stream.ClaimedMessages;
import io.voxguard.store.EventGroup;
import io.voxguard.store.StoreUnavailable;
import io.voxguard.store.redis.connection.Quirk;
import io.voxguard.store.redis.connection.RedisConnections;
import io.voxguard.store.redis.connection.RedisStoreConfig;
import io.voxguard.time.Ticker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** An {@link EventGroup} on a connection of its own, since its reads block. Not thread-safe. */
public final class RedisEventGroup implements EventGroup {
    private static final byte[] RECORD = utf8("record");
    /** Longest blocking read, for every engine: {@link Quirk#SHORT_BLOCKING_READS}. */
    private static final Duration MAX_BLOCK = Duration.ofSeconds(1);
    /** Most commands that look for one abandoned entry. */
    private static final int MAX_SCANS = 10;

    private static final String START = "0-0";

    private final RedisConnections connections;
    private final BlockingStore store;
    private final byte[] stream;
    private final Consumer<byte[]> consumer;
    private final Duration maxBlock;
    private String cursor = START;

    private RedisEventGroup(RedisStoreConfig config, String stream, String group, String consumer) {
        this.connections = new RedisConnections(config, "group", null, null, Ticker.SYSTEM);
        this.store = new BlockingStore(connections);
        this.stream = utf8(stream);
        this.consumer = Consumer.from(utf8(group), utf8(consumer));
        // a connection on which a read blocks must not be taken for a silent one
        Duration half = config.silence().dividedBy(2);
        this.maxBlock = half.compareTo(MAX_BLOCK) < 0 ? half : MAX_BLOCK;
    }

    /**
     * Opens a group; does not wait for the store.
     *
     * @param consumer name of this consumer, unique in the group
     */
    public static EventGroup open(RedisStoreConfig config, String stream, String group, String consumer) {
        return new RedisEventGroup(config, stream, group, consumer);
    }

    @Override
    public List<Entry> next(int maxCount, Duration maxWait, Duration timeout) throws StoreUnavailable {
        Duration block = maxWait.compareTo(maxBlock) > 0 ? maxBlock : maxWait;
        return withGroup(
                timeout,
                () -> entries(store.await(
                        redis -> redis.xreadgroup(
                                consumer,
                                XReadArgs.Builder.block(block).count(maxCount),
                                StreamOffset.lastConsumed(stream)),
                        timeout.plus(block))));
    }

    @Override
    public List<Entry> claimAbandoned(int maxCount, Duration minIdle, Duration timeout) throws StoreUnavailable {
        return withGroup(timeout, () -> {
            List<Entry> claimed = claim(maxCount, minIdle, timeout);
            for (int scans = 1; claimed.isEmpty() && !cursor.equals(START) && scans < MAX_SCANS; scans++) {
                claimed = claim(maxCount, minIdle, timeout);
            }
            return claimed;
        });
    }

    @Override
    public List<Entry> claimOldest(int maxCount, Duration timeout) throws StoreUnavailable {
        return withGroup(timeout, () -> {
            cursor = START;
            List<Entry> claimed = claim(maxCount, Duration.ZERO, timeout);
            while (claimed.isEmpty() && !cursor.equals(START)) { // deleted ones are in front
                claimed = claim(maxCount, Duration.ZERO, timeout);
            }
            return claimed;
        });
    }

    /**
     * Claims from where the last claim ended. The store scans ten times {@code maxCount} pending entries per command: starting from the first each time, it would never
     * reach those behind entries that may not be claimed yet. Only ids are claimed: {@link Quirk#DELETED_ENTRIES_CLAIMED}.
     */
    private List<Entry> claim(int maxCount, Duration minIdle, Duration timeout) throws StoreUnavailable {
        ClaimedMessages<byte[], byte[]> claimed = store.await(
                redis -> redis.xautoclaim(
                        stream,
                        new XAutoClaimArgs<byte[]>()
                                .consumer(consumer)
                                .minIdleTime(minIdle)
                                .startId(cursor)
                                .count(maxCount)
                                .justid()),
                timeout);
        cursor = claimed.getId();
        List<Entry> present = new ArrayList<>();
        List<String> deleted = new ArrayList<>();
        for (StreamMessage<byte[], byte[]> message : claimed.getMessages()) {
            String id = message.getId();
            List<Entry> entry = entries(store.await(redis -> redis.xrange(stream, Range.create(id, id)), timeout));
            if (entry.isEmpty()) {
                deleted.add(id);
            }
            present.addAll(entry);
        }
        if (!deleted.isEmpty()) {
            store.await(redis -> redis.xack(stream, consumer.getGroup(), deleted.toArray(String[]::new)), timeout);
        }
        return present;
    }

    /** Removes entries before they are acknowledged: of what is only removed the claims get rid, what is only acknowledged would stay in the stream. */
    @Override
    public void done(List<Entry> entries, Duration timeout) throws StoreUnavailable {
        if (!entries.isEmpty()) {
            String[] ids = entries.stream().map(Entry::id).toArray(String[]::new);
            store.await(redis -> redis.xdel(stream, ids), timeout);
            store.await(redis -> redis.xack(stream, consumer.getGroup(), ids), timeout);
        }
    }

    private interface GroupCommand {
        List<Entry> send() throws StoreUnavailable;
    }

    /** Creates the group if it is missing: at first, and after the store was emptied. */
    private List<Entry> withGroup(Duration timeout, GroupCommand command) throws StoreUnavailable {
        try {
            return command.send();
        } catch (StoreUnavailable e) {
            if (!String.valueOf(e.getCause()).contains("NOGROUP")) {
                throw e;
            }
            create(timeout);
            cursor = START;
            return command.send();
        }
    }

    private void create(Duration timeout) throws StoreUnavailable {
        try {
            store.await(
                    redis -> redis.xgroupCreate(
                            StreamOffset.from(stream, "0"), consumer.getGroup(), XGroupCreateArgs.Builder.mkstream()),
                    timeout);
        } catch (StoreUnavailable e) {
            if (!String.valueOf(e.getCause()).contains("BUSYGROUP")) { // another consumer has just created it
                throw e;
            }
        }
    }

    private static List<Entry> entries(List<StreamMessage<byte[], byte[]>> messages) {
        return messages.stream()
                .filter(message -> message.getBody() != null) // deleted while pending
                .map(message -> new Entry(message.getId(), record(message.getBody())))
                .toList();
    }

    private static byte[] record(Map<byte[], byte[]> fields) {
        return fields.entrySet().stream()
                .filter(field -> Arrays.equals(field.getKey(), RECORD))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(new byte[0]);
    }

    @Override
    public void close() {
        connections.close();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
