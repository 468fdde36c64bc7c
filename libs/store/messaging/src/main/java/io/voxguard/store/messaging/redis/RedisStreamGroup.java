package io.voxguard.store.messaging.redis;

import io.lettuce.core.Consumer;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XGroupCreateArgs;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.voxguard.store.StoreUnavailable;
import io.voxguard.store.redis.RedisLink;
import io.voxguard.store.redis.connection.RedisStoreConfig;
import io.voxguard.time.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * Consumer in a group of one stream. Reads block, for a second at most, on a connection of their own; all else is on another. Only {@link #acknowledge} is for any
 * thread; the rest is for one thread that may block.
 */
public final class RedisStreamGroup implements AutoCloseable {
    /** Longest blocking read: longer ones are unreliable on DragonflyDB. */
    private static final Duration MAX_BLOCK = Duration.ofSeconds(1);

    private static final String START = "0-0";

    private final RedisLink reader;
    private final RedisLink link;
    private final byte[] stream;
    private final byte[] group;
    private final byte[] consumer;
    private final Duration timeout;
    private final Duration maxBlock;
    private final GroupScripts scripts;
    private String claimCursor = START;

    private RedisStreamGroup(
            RedisStoreConfig config, String stream, String group, String consumer, Duration timeout, Ticker ticker) {
        this.reader = RedisLink.open(config, "stream-reader", ticker);
        this.link = RedisLink.open(config, "stream-group", ticker);
        this.stream = Bytes.of(stream);
        this.group = Bytes.of(group);
        this.consumer = Bytes.of(consumer);
        this.timeout = timeout;
        // a connection on which a read blocks must not be taken for a silent one
        Duration half = config.silence().dividedBy(2);
        this.maxBlock = half.compareTo(MAX_BLOCK) < 0 ? half : MAX_BLOCK;
        this.scripts = new GroupScripts(link, this.stream, this.group, this.consumer, timeout);
    }

    /**
     * Opens a consumer; does not wait for the store.
     *
     * @param timeout of each command
     */
    public static RedisStreamGroup open(
            RedisStoreConfig config, String stream, String group, String consumer, Duration timeout, Ticker ticker) {
        return new RedisStreamGroup(config, stream, group, consumer, timeout, ticker);
    }

    /** Returns whether both connections are open. */
    public boolean connected() {
        return reader.connected() && link.connected();
    }

    /** Returns whether a failure says that the stream or its group is missing. */
    public static boolean isGroupMissing(Throwable fault) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            if (message.contains("NOGROUP") || message.contains("UNBLOCKED") || message.contains("no such key")) {
                return true;
            }
        }
        return false;
    }

    /** Creates the stream and the group if they are missing. */
    public void create(String start) throws StoreUnavailable {
        try {
            link.await(
                    redis -> redis.xgroupCreate(
                            StreamOffset.from(stream, start), group, XGroupCreateArgs.Builder.mkstream()),
                    timeout);
        } catch (StoreUnavailable e) {
            if (!String.valueOf(e.getCause()).contains("BUSYGROUP")) { // another consumer has just created it
                throw e;
            }
        }
        claimCursor = START;
    }

    /** Returns the state of the group; empty if it is missing. */
    public Optional<GroupState> state() throws StoreUnavailable {
        try {
            List<Object> groups = link.await(redis -> redis.xinfoGroups(stream), timeout);
            return groups.stream()
                    .map(one -> StreamInfo.of((List<?>) one))
                    .filter(one -> one.text("name").equals(Bytes.text(group)))
                    .findFirst()
                    .map(one -> new GroupState(one.number("pending").orElse(0), one.number("lag")));
        } catch (StoreUnavailable e) {
            if (isGroupMissing(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Returns entries that no consumer of the group has been given yet; waits for the first. */
    public List<StreamEntry> readNew(int maxCount, Duration maxWait) throws StoreUnavailable {
        Duration block = maxWait.compareTo(maxBlock) > 0 ? maxBlock : maxWait;
        List<StreamMessage<byte[], byte[]>> read = reader.await(
                redis -> redis.xreadgroup(
                        Consumer.from(group, consumer),
                        XReadArgs.Builder.block(Math.max(1, block.toMillis())).count(maxCount),
                        StreamOffset.lastConsumed(stream)),
                timeout.plus(block));
        List<StreamEntry> entries = new ArrayList<>(read.size());
        for (StreamMessage<byte[], byte[]> message : read) {
            entries.add(new StreamEntry(EntryId.parse(message.getId()), 1, Bytes.fields(message.getBody())));
        }
        return entries;
    }

    /** Returns entries of this consumer that are not acknowledged, after an id. */
    public Page unacknowledged(EntryId after, int maxCount) throws StoreUnavailable {
        String start = after.equals(EntryId.ZERO) ? "-" : "(" + after;
        return scripts.page(LuaScript.OWN, Bytes.of(start), Bytes.of(maxCount));
    }

    /** Claims entries from consumers that have let them lie; goes on from where the claim before has ended. */
    public Page claimAbandoned(int maxCount, Duration minIdle) throws StoreUnavailable {
        Page page =
                scripts.page(LuaScript.CLAIM, Bytes.of(minIdle.toMillis()), Bytes.of(claimCursor), Bytes.of(maxCount));
        claimCursor = page.cursor();
        return page;
    }

    /** Keeps other consumers from claiming entries; returns those that are still this consumer's. */
    public Set<EntryId> keep(Collection<EntryId> ids) throws StoreUnavailable {
        return scripts.keep(ids, 0);
    }

    /** Counts another delivery of entries; returns those that are still this consumer's. */
    public Set<EntryId> countDelivery(Collection<EntryId> ids) throws StoreUnavailable {
        return scripts.keep(ids, 1);
    }

    /** Acknowledges entries. May be repeated. */
    public CompletionStage<Long> acknowledge(Collection<EntryId> ids) {
        String[] texts = ids.stream().map(EntryId::toString).toArray(String[]::new);
        return link.send(redis -> redis.xack(stream, group, texts), timeout);
    }

    /** Appends fields to another stream and acknowledges an entry, in one step; does nothing if the entry is not pending. May be repeated. */
    public CompletionStage<Long> moveToDeadLetters(EntryId id, String deadLetters, Map<String, byte[]> fields) {
        return LuaScript.DEAD.send(
                link,
                ScriptOutputType.INTEGER,
                new byte[][] {stream, Bytes.of(deadLetters)},
                Bytes.arguments(List.of(group, Bytes.of(id.toString())), fields),
                timeout);
    }

    /** Returns the names of consumers that have not asked for anything for a time, and have nothing pending. */
    public Set<String> expiredConsumers(Duration minIdle) throws StoreUnavailable {
        Set<String> expired = new HashSet<>();
        for (Object one : link.await(redis -> redis.xinfoConsumers(stream, group), timeout)) {
            StreamInfo info = StreamInfo.of((List<?>) one);
            if (info.number("pending").orElse(1) == 0 && info.number("idle").orElse(0) >= minIdle.toMillis()) {
                expired.add(info.text("name"));
            }
        }
        return expired;
    }

    /** Removes a consumer unless it has pending entries; returns whether it has been removed. */
    public boolean remove(String name) throws StoreUnavailable {
        return scripts.number(LuaScript.REMOVE, group, Bytes.of(name)) == 1;
    }

    /** Takes or renews the right to be the only consumer that reads; returns whether this consumer has it. */
    public boolean lease(String key, Duration duration) throws StoreUnavailable {
        return scripts.lease(LuaScript.LEASE, Bytes.of(key), consumer, Bytes.of(duration.toMillis())) == 1;
    }

    /** Gives the right back. */
    public void release(String key) throws StoreUnavailable {
        scripts.lease(LuaScript.RELEASE, Bytes.of(key), consumer);
    }

    /** Returns what trims the stream on this consumer's connection. */
    public StreamTrimmer trimmer() {
        return new StreamTrimmer(link, stream, timeout);
    }

    @Override
    public void close() {
        reader.close();
        link.close();
    }

    /**
     * Part of the pending entries.
     *
     * @param cursor where the next part begins
     * @param deleted entries that were deleted while they were pending, and are now acknowledged
     */
    public record Page(String cursor, long deleted, List<StreamEntry> entries) {
        /** Returns whether there are no more. */
        public boolean isLast() {
            return cursor.isEmpty() || cursor.equals(START);
        }
    }
}
