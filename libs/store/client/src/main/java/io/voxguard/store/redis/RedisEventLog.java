package io.voxguard.store.redis;

import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XGroupCreateArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.lettuce.core.XTrimArgs;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.StreamReadOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.voxguard.store.EventLog;
import io.voxguard.store.StoreUnavailable;
import io.voxguard.store.redis.connection.UnreplayedCommand;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An {@link EventLog} in a stream of the store, on the connections of a {@link RedisStore}. All readers of a group share one consumer's name, so that each finds what
 * is pending by reading the consumer's own entries, in order, without claiming. Identities are keys beside the log, which is why its key must have a hash tag. A read
 * is not repeated when the connection is lost: it would return later entries, and leave those that the first one took pending unseen. Thread-safe.
 */
final class RedisEventLog implements EventLog {
    private static final ByteArrayCodec BYTES = ByteArrayCodec.INSTANCE;
    private static final BlockingScript APPEND = new BlockingScript("append.lua", ScriptOutputType.MULTI);
    private static final byte[] CONSUMER = utf8("owner");

    private final BlockingStore store;
    private final byte[] key;
    private final String identities;

    /** @param key with a hash tag, as {@code {name:0}:log} */
    RedisEventLog(BlockingStore store, String key) {
        this.store = store;
        this.key = utf8(key);
        this.identities = key + ":seen:";
    }

    @Override
    public List<Boolean> append(List<NewEvent> events, Duration window, Duration timeout) throws StoreUnavailable {
        if (events.isEmpty()) {
            return List.of();
        }
        byte[][] keys = new byte[events.size() + 1][];
        byte[][] args = new byte[events.size() + 1][];
        keys[0] = key;
        args[0] = utf8(Long.toString(window.toMillis()));
        for (int i = 0; i < events.size(); i++) {
            keys[i + 1] = utf8(identities + events.get(i).identity());
            args[i + 1] = events.get(i).record();
        }
        List<Long> appended = APPEND.run(store, keys, args, timeout);
        return appended.stream().map(one -> one == 1).toList();
    }

    @Override
    public void createGroup(String group, Duration timeout) throws StoreUnavailable {
        create(group, "$", timeout);
    }

    @Override
    public void createGroupAtStart(String group, Duration timeout) throws StoreUnavailable {
        create(group, "0", timeout);
    }

    private void create(String group, String after, Duration timeout) throws StoreUnavailable {
        try {
            store.await(
                    redis -> redis.xgroupCreate(
                            StreamOffset.from(key, after), utf8(group), XGroupCreateArgs.Builder.mkstream()),
                    timeout);
        } catch (StoreUnavailable e) {
            if (!String.valueOf(e.getCause()).contains("BUSYGROUP")) { // it exists
                throw e;
            }
        }
    }

    @Override
    public void destroyGroup(String group, Duration timeout) throws StoreUnavailable {
        try {
            store.await(redis -> redis.xgroupDestroy(key, utf8(group)), timeout);
        } catch (StoreUnavailable e) {
            if (!isNoStream(e)) {
                throw e;
            }
        }
    }

    @Override
    public List<Group> groups(Duration timeout) throws StoreUnavailable {
        try {
            return GroupInfo.parse(store.await(redis -> redis.xinfoGroups(key), timeout));
        } catch (StoreUnavailable e) {
            if (isNoStream(e)) {
                return List.of();
            }
            throw e;
        }
    }

    /** The engines' words differ: no such key; the XGROUP subcommand requires the key to exist. */
    private static boolean isNoStream(StoreUnavailable e) {
        String cause = String.valueOf(e.getCause());
        return cause.contains("no such key") || cause.contains("requires the key to exist");
    }

    @Override
    public List<Entry> next(String group, int maxCount, Duration timeout) throws StoreUnavailable {
        return StreamEntries.present(read(group, ">", maxCount, timeout));
    }

    @Override
    public List<Entry> pending(String group, String afterId, int maxCount, Duration timeout) throws StoreUnavailable {
        List<StreamMessage<byte[], byte[]>> pending = read(group, afterId, maxCount, timeout);
        List<String> deleted = StreamEntries.deleted(pending);
        acknowledge(group, deleted, timeout);
        List<Entry> present = StreamEntries.present(pending);
        return present.isEmpty() && !deleted.isEmpty()
                ? pending(group, deleted.getLast(), maxCount, timeout) // an empty reply means that no more are pending
                : present;
    }

    private List<StreamMessage<byte[], byte[]>> read(String group, String after, int maxCount, Duration timeout)
            throws StoreUnavailable {
        CommandArgs<byte[], byte[]> args = new CommandArgs<>(BYTES)
                .add("GROUP")
                .addKey(utf8(group))
                .addKey(CONSUMER)
                .add("COUNT")
                .add(maxCount)
                .add("STREAMS")
                .addKey(key)
                .add(after);
        try {
            List<StreamMessage<byte[], byte[]>> messages = store.await(
                    redis -> redis.dispatch(UnreplayedCommand.XREADGROUP, new StreamReadOutput<>(BYTES), args),
                    timeout);
            return messages == null ? List.of() : messages;
        } catch (StoreUnavailable e) {
            if (String.valueOf(e.getCause()).contains("NOGROUP")) {
                throw new StoreUnavailable("no group " + group, new NoSuchGroup(group));
            }
            throw e;
        }
    }

    @Override
    public Optional<String> oldestPending(String group, Duration timeout) throws StoreUnavailable {
        var pending = store.await(redis -> redis.xpending(key, utf8(group)), timeout);
        return pending.getCount() == 0
                ? Optional.empty()
                : Optional.ofNullable(pending.getMessageIds().getLower().getValue());
    }

    @Override
    public void acknowledge(String group, List<String> ids, Duration timeout) throws StoreUnavailable {
        if (!ids.isEmpty()) {
            store.await(redis -> redis.xack(key, utf8(group), ids.toArray(String[]::new)), timeout);
        }
    }

    @Override
    public List<Entry> range(String fromId, String toId, int maxCount, Duration timeout) throws StoreUnavailable {
        return range(store, key, fromId, toId, maxCount, timeout);
    }

    static List<Entry> range(
            BlockingStore store, byte[] key, String fromId, String toId, int maxCount, Duration timeout)
            throws StoreUnavailable {
        Range.Boundary<String> from = fromId.startsWith("(")
                ? Range.Boundary.excluding(fromId.substring(1))
                : Range.Boundary.including(fromId);
        Range<String> range = Range.from(from, Range.Boundary.including(toId));
        List<StreamMessage<byte[], byte[]>> messages =
                store.await(redis -> redis.xrange(key, range, Limit.from(maxCount)), timeout);
        return new ArrayList<>(StreamEntries.present(messages));
    }

    @Override
    public void trim(String firstKeptId, Duration timeout) throws StoreUnavailable {
        store.await(
                redis -> redis.xtrim(key, XTrimArgs.Builder.minId(firstKeptId).exactTrimming()), timeout);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
