package io.voxguard.store.redis;

import io.lettuce.core.ScriptOutputType;
import io.voxguard.store.FiniteGroup;
import io.voxguard.store.StoreUnavailable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** A {@link FiniteGroup} with a hash of counts beside the log, which expires when nothing has been counted for 30 days. Thread-safe. */
final class RedisFiniteGroup implements FiniteGroup {
    private static final BlockingScript BEGIN = new BlockingScript("group-begin.lua", ScriptOutputType.INTEGER);
    private static final BlockingScript COUNT = new BlockingScript("group-count.lua", ScriptOutputType.INTEGER);
    private static final BlockingScript END = new BlockingScript("group-end.lua", ScriptOutputType.INTEGER);
    private static final byte[] LIFETIME_MS =
            utf8(Long.toString(Duration.ofDays(30).toMillis()));
    private static final String ENDED = "ended";
    private static final String BEGUN = "begun";

    private final BlockingStore store;
    private final byte[] counts;
    private final byte[][] keys;
    private final byte[] group;

    /** @param log key of the log, with a hash tag */
    RedisFiniteGroup(BlockingStore store, String log, String group) {
        this.store = store;
        this.counts = utf8(log + ":group:" + group);
        this.keys = new byte[][] {utf8(log), counts};
        this.group = utf8(group);
    }

    @Override
    public boolean begin(String afterId, Duration timeout) throws StoreUnavailable {
        Long begun = BEGIN.run(store, keys, new byte[][] {group, utf8(afterId), LIFETIME_MS}, timeout);
        return begun == 1;
    }

    @Override
    public void acknowledge(Map<String, String> countsById, Duration timeout) throws StoreUnavailable {
        byte[][] args = new byte[2 + 2 * countsById.size()][];
        args[0] = group;
        args[1] = LIFETIME_MS;
        int at = 2;
        for (Map.Entry<String, String> entry : countsById.entrySet()) {
            args[at++] = utf8(entry.getKey());
            args[at++] = utf8(entry.getValue());
        }
        COUNT.run(store, keys, args, timeout);
    }

    @Override
    public void end(Duration timeout) throws StoreUnavailable {
        END.run(store, keys, new byte[][] {group, LIFETIME_MS}, timeout);
    }

    @Override
    public Counts counts(Duration timeout) throws StoreUnavailable {
        Map<String, Long> byName = new HashMap<>();
        store.await(redis -> redis.hgetall(counts), timeout)
                .forEach((name, value) -> byName.put(text(name), Long.parseLong(text(value))));
        boolean ended = byName.remove(ENDED) != null;
        byName.remove(BEGUN);
        return new Counts(ended, Map.copyOf(byName));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
