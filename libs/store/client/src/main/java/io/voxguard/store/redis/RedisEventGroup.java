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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/** An {@link EventGroup} on a connection of its own, since its reads block. */
public final class RedisEventGroup implements EventGroup {
    private static final byte[] RECORD = utf8("record");
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);
    private static final String START = "0-0";
    private static final int SCANS_AT_ONCE = 10;

    private final RedisConnections connections;
    private final ScheduledThreadPoolExecutor timer;
    private final Waiting store;
    private final byte[] stream;
    private final Consumer<byte[]> consumer;
    private final Duration longestWait;
    private String cursor = START;

    private RedisEventGroup(RedisStoreConfig config, String stream, String group, String consumer) {
        this.timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().name("group-limits").daemon().factory());
        this.connections = new RedisConnections(config, timer, null, null);
        this.store = new Waiting(connections);
        this.stream = utf8(stream);
        this.consumer = Consumer.from(utf8(group), utf8(consumer));
        // a connection that waits is not to be taken for a silent one
        Duration half = config.silence().dividedBy(2);
        this.longestWait = half.compareTo(LONGEST_WAIT) < 0 ? half : LONGEST_WAIT;
    }

    /**
     * Opens a group; does not wait for the store.
     *
     * @param consumer names this one among the group's
     */
    public static EventGroup open(RedisStoreConfig config, String stream, String group, String consumer) {
        return new RedisEventGroup(config, stream, group, consumer);
    }

    @Override
    public List<Entry> next(int most, Duration wait, Duration limit) throws StoreUnavailable {
        Duration waiting = wait.compareTo(longestWait) > 0 ? longestWait : wait;
        return withGroup(
                limit,
                () -> entries(store.await(
                        redis -> redis.xreadgroup(
                                consumer,
                                XReadArgs.Builder.block(waiting).count(most),
                                StreamOffset.lastConsumed(stream)),
                        limit.plus(waiting))));
    }

    @Override
    public List<Entry> left(int most, Duration idle, Duration limit) throws StoreUnavailable {
        return withGroup(limit, () -> {
            List<Entry> claimed = claim(most, idle, limit);
            for (int scans = 1; claimed.isEmpty() && !cursor.equals(START) && scans < SCANS_AT_ONCE; scans++) {
                claimed = claim(most, idle, limit);
            }
            return claimed;
        });
    }

    /**
     * Claims from where the last claim stood. The store looks at ten times {@code most} pending entries at a time: from the start each time, it would never come to
     * what lies behind those that may not be claimed yet. Only ids are claimed, since servers differ in what they answer for an entry that was deleted.
     */
    private List<Entry> claim(int most, Duration idle, Duration limit) throws StoreUnavailable {
        ClaimedMessages<byte[], byte[]> claimed = store.await(
                redis -> redis.xautoclaim(
                        stream,
                        new XAutoClaimArgs<byte[]>()
                                .consumer(consumer)
                                .minIdleTime(idle)
                                .startId(cursor)
                                .count(most)
                                .justid()),
                limit);
        cursor = claimed.getId();
        List<Entry> present = new ArrayList<>();
        List<String> deleted = new ArrayList<>();
        for (StreamMessage<byte[], byte[]> message : claimed.getMessages()) {
            String id = message.getId();
            List<Entry> entry = entries(store.await(redis -> redis.xrange(stream, Range.create(id, id)), limit));
            if (entry.isEmpty()) {
                deleted.add(id);
            }
            present.addAll(entry);
        }
        if (!deleted.isEmpty()) {
            store.await(redis -> redis.xack(stream, consumer.getGroup(), deleted.toArray(String[]::new)), limit);
        }
        return present;
    }

    @Override
    public void done(List<Entry> entries, Duration limit) throws StoreUnavailable {
        if (!entries.isEmpty()) {
            String[] ids = entries.stream().map(Entry::id).toArray(String[]::new);
            store.await(redis -> redis.xack(stream, consumer.getGroup(), ids), limit);
            store.await(redis -> redis.xdel(stream, ids), limit);
        }
    }

    private interface Asking {
        List<Entry> ask() throws StoreUnavailable;
    }

    /** A store that was emptied has no group any more. */
    private List<Entry> withGroup(Duration limit, Asking asking) throws StoreUnavailable {
        try {
            return asking.ask();
        } catch (StoreUnavailable e) {
            if (!String.valueOf(e.getCause()).contains("NOGROUP")) {
                throw e;
            }
            make(limit);
            cursor = START;
            return asking.ask();
        }
    }

    private void make(Duration limit) throws StoreUnavailable {
        try {
            store.await(
                    redis -> redis.xgroupCreate(
                            StreamOffset.from(stream, "0"), consumer.getGroup(), XGroupCreateArgs.Builder.mkstream()),
                    limit);
        } catch (StoreUnavailable e) {
            if (!String.valueOf(e.getCause()).contains("BUSYGROUP")) { // another has just made it
                throw e;
            }
        }
    }

    private static List<Entry> entries(List<StreamMessage<byte[], byte[]>> messages) {
        return messages.stream()
                .filter(message -> message.getBody() != null) // deleted while it was pending
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
        timer.shutdownNow();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
