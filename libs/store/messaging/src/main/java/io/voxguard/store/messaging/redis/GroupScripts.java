package io.voxguard.store.messaging.redis;

import io.lettuce.core.ScriptOutputType;
import io.voxguard.store.StoreUnavailable;
import io.voxguard.store.messaging.redis.RedisStreamGroup.Page;
import io.voxguard.store.redis.RedisLink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Scripts about one consumer of a group: their arguments and replies. */
final class GroupScripts {
    /** Ids in one run of a script. */
    private static final int MAX_IDS = 500;

    private final RedisLink link;
    private final byte[][] stream;
    private final byte[] group;
    private final byte[] consumer;
    private final Duration timeout;

    GroupScripts(RedisLink link, byte[] stream, byte[] group, byte[] consumer, Duration timeout) {
        this.link = link;
        this.stream = new byte[][] {stream};
        this.group = group;
        this.consumer = consumer;
        this.timeout = timeout;
    }

    Page page(LuaScript script, byte[]... arguments) throws StoreUnavailable {
        byte[][] all = Stream.concat(Stream.of(group, consumer), Arrays.stream(arguments))
                .toArray(byte[][]::new);
        List<?> reply = script.await(link, ScriptOutputType.MULTI, stream, all, timeout);
        List<StreamEntry> entries = new ArrayList<>();
        for (Object one : (List<?>) reply.get(2)) {
            List<?> entry = (List<?>) one;
            entries.add(
                    new StreamEntry(EntryId.parse(Bytes.text(entry.get(0))), (Long) entry.get(1), Bytes.fields((List<?>)
                            entry.get(2))));
        }
        return new Page(Bytes.text(reply.get(0)), (Long) reply.get(1), entries);
    }

    Set<EntryId> keep(Collection<EntryId> ids, int deliveries) throws StoreUnavailable {
        Set<EntryId> kept = new HashSet<>();
        List<EntryId> all = List.copyOf(ids);
        for (int at = 0; at < all.size(); at += MAX_IDS) {
            Stream<byte[]> some =
                    all.subList(at, Math.min(all.size(), at + MAX_IDS)).stream().map(id -> Bytes.of(id.toString()));
            byte[][] arguments = Stream.concat(Stream.of(group, consumer, Bytes.of(deliveries)), some)
                    .toArray(byte[][]::new);
            List<?> reply = LuaScript.KEEP.await(link, ScriptOutputType.MULTI, stream, arguments, timeout);
            reply.forEach(id -> kept.add(EntryId.parse(Bytes.text(id))));
        }
        return kept;
    }

    long number(LuaScript script, byte[]... arguments) throws StoreUnavailable {
        Long number = script.await(link, ScriptOutputType.INTEGER, stream, arguments, timeout);
        return number;
    }

    long lease(LuaScript script, byte[] key, byte[]... arguments) throws StoreUnavailable {
        Long number = script.await(link, ScriptOutputType.INTEGER, new byte[][] {key}, arguments, timeout);
        return number;
    }
}
