package io.voxguard.store.redis;

import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScoredValue;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SetArgs;
import io.voxguard.store.SnapshotKeys;
import io.voxguard.store.SnapshotStore;
import io.voxguard.store.StoreUnavailable;
import io.voxguard.time.Ticker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A {@link SnapshotStore} on the connections of a {@link RedisStore}. Thread-safe. */
final class RedisSnapshotStore implements SnapshotStore {
    private static final Script PUBLISH = Script.read("publish.lua");
    /** Most followers of one set that are returned. */
    private static final int MAX_FOLLOWERS = 10_000;

    private final BlockingStore store;
    private final Ticker ticker;

    RedisSnapshotStore(BlockingStore store, Ticker ticker) {
        this.store = store;
        this.ticker = ticker;
    }

    @Override
    public Optional<String> pointer(SnapshotKeys keys, Duration limit) throws StoreUnavailable {
        return string(keys.current(), limit).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    @Override
    public Optional<byte[]> blob(SnapshotKeys keys, long revision, Duration limit) throws StoreUnavailable {
        return string(keys.blob(revision), limit);
    }

    private Optional<byte[]> string(String key, Duration limit) throws StoreUnavailable {
        try {
            return Optional.ofNullable(store.await(redis -> redis.get(utf8(key)), limit));
        } catch (StoreUnavailable e) {
            if (answered(e, RedisCommandExecutionException.class)
                    && String.valueOf(e.getCause()).contains("WRONGTYPE")) {
                return Optional.of(new byte[0]);
            }
            throw e;
        }
    }

    @Override
    public boolean publish(
            SnapshotKeys keys,
            Optional<String> expected,
            Published published,
            OptionalLong former,
            Duration keep,
            Duration limit)
            throws StoreUnavailable {
        String blob = keys.blob(published.revision());
        byte[][] names = {
            utf8(keys.current()), utf8(blob), utf8(former.isPresent() ? keys.blob(former.getAsLong()) : blob)
        };
        byte[][] args = {
            utf8(expected.isPresent() ? "1" : "0"),
            utf8(expected.orElse("")),
            utf8(published.pointer()),
            published.blob(),
            utf8(Long.toString(keep.toMillis()))
        };
        long begin = ticker.nanos();
        Long done;
        try {
            done = store.await(
                    redis -> redis.evalsha(
                            new String(PUBLISH.sha1(), StandardCharsets.US_ASCII),
                            ScriptOutputType.INTEGER,
                            names,
                            args),
                    limit);
        } catch (StoreUnavailable e) {
            if (!answered(e, RedisNoScriptException.class)) {
                throw e;
            }
            Duration remaining = limit.minusNanos(ticker.nanos() - begin);
            done = store.await(redis -> redis.eval(PUBLISH.source(), ScriptOutputType.INTEGER, names, args), remaining);
        }
        return done == 1;
    }

    private static boolean answered(StoreUnavailable e, Class<? extends Throwable> answer) {
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (answer.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void hint(SnapshotKeys keys, long revision, Duration limit) throws StoreUnavailable {
        store.await(redis -> redis.publish(utf8(keys.hints()), utf8(Long.toString(revision))), limit);
    }

    @Override
    public List<Acknowledgement> acknowledgements(SnapshotKeys keys, long nowMs, Duration silence, Duration limit)
            throws StoreUnavailable {
        byte[] followers = utf8(keys.followers());
        double oldest = nowMs - silence.toMillis();
        store.await(redis -> redis.zremrangebyscore(followers, Range.create(Double.NEGATIVE_INFINITY, oldest)), limit);
        List<ScoredValue<byte[]>> known = store.await(
                redis -> redis.zrevrangebyscoreWithScores(followers, Range.unbounded(), Limit.from(MAX_FOLLOWERS)),
                limit);
        if (known.isEmpty()) {
            return List.of();
        }
        byte[][] names = known.stream()
                .map(follower -> utf8(keys.acknowledgement(text(follower.getValue()))))
                .toArray(byte[][]::new);
        var values = store.await(redis -> redis.mget(names), limit);
        List<Acknowledgement> acknowledgements = new ArrayList<>(known.size());
        for (int i = 0; i < known.size(); i++) {
            Optional<String> value =
                    values.get(i).hasValue() ? Optional.of(text(values.get(i).getValue())) : Optional.empty();
            ScoredValue<byte[]> follower = known.get(i);
            acknowledgements.add(new Acknowledgement(text(follower.getValue()), value, (long) follower.getScore()));
        }
        return acknowledgements;
    }

    @Override
    public void acknowledge(SnapshotKeys keys, String follower, String value, long nowMs, Duration ttl, Duration limit)
            throws StoreUnavailable {
        store.await(
                redis -> redis.set(utf8(keys.acknowledgement(follower)), utf8(value), SetArgs.Builder.px(ttl)), limit);
        store.await(redis -> redis.zadd(utf8(keys.followers()), (double) nowMs, utf8(follower)), limit);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
