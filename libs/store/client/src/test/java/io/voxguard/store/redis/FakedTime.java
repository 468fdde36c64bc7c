package io.voxguard.store.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.protocol.CommandType;
import io.voxguard.store.LimitReply;
import io.voxguard.store.limit.Check;
import io.voxguard.store.limit.Debit;
import io.voxguard.store.limit.Window;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** The script of limits on a real store, with its lines that ask the clock replaced by one that takes the time from the test. Keys are its own. */
final class FakedTime implements AutoCloseable {
    private static final String CLOCK = """
            local time = redis.call('TIME')
            local now = time[1] * 1000000 + time[2]
            """;
    private static final String GIVEN = "local now = tonumber(ARGV[#ARGV])\n";
    private static final int MOST = 1_000;

    private final RedisClient client;
    private final RedisCommands<byte[], byte[]> store;
    private final byte[] script;
    private final String prefix = "limit-test-" + Long.toHexString(System.nanoTime()) + ":";
    /** An hour from now, so that no key expires while a test goes back in time. */
    final long startMicros = (System.currentTimeMillis() + Duration.ofHours(1).toMillis()) * 1_000;

    FakedTime(String url) {
        String text = new String(RedisLimits.SCRIPT.source(), StandardCharsets.UTF_8);
        if (!text.contains(CLOCK)) {
            throw new IllegalStateException("the script asks the clock in another way");
        }
        script = text.replace(CLOCK, GIVEN).getBytes(StandardCharsets.UTF_8);
        client = RedisClient.create(url);
        store = client.connect(ByteArrayCodec.INSTANCE).sync();
    }

    RedisCommands<byte[], byte[]> store() {
        return store;
    }

    byte[] key(String name) {
        return (prefix + name).getBytes(StandardCharsets.UTF_8);
    }

    Debit debit(String key, long cost, Window... windows) {
        return new Debit(key(key), List.of(windows), cost, true);
    }

    LimitReply check(long nowMicros, boolean take, Debit... debits) {
        return check(nowMicros, List.of(new Check(List.of(debits), take))).getFirst();
    }

    LimitReply take(long nowMicros, Debit... debits) {
        return check(nowMicros, true, debits);
    }

    List<LimitReply> check(long nowMicros, List<Check> checks) {
        LimitCall call = new LimitCall(0, checks);
        return call.read(store.dispatch(
                CommandType.EVAL, new IntegersOutput(MOST), call.args(script).add(nowMicros)));
    }

    @Override
    public void close() {
        store.keys((prefix + "*").getBytes(StandardCharsets.UTF_8)).forEach(store::del);
        client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    }
}
