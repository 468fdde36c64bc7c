package io.voxguard.store.messaging.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.XAddArgs;
import io.voxguard.store.redis.RedisLink;
import io.voxguard.store.redis.connection.RedisStoreConfig;
import io.voxguard.time.Ticker;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Appends entries on a connection of its own. An append in flight when the connection is lost fails, and is not sent again. Thread-safe. */
public final class RedisStreamWriter implements AutoCloseable {
    private final RedisLink link;
    private final Duration timeout;

    private RedisStreamWriter(RedisLink link, Duration timeout) {
        this.link = link;
        this.timeout = timeout;
    }

    /** Opens a connection; does not wait for the store. */
    public static RedisStreamWriter open(RedisStoreConfig config, Duration timeout, Ticker ticker) {
        return new RedisStreamWriter(RedisLink.open(config, "stream-writer", ticker), timeout);
    }

    /** Returns whether the connection is open. */
    public boolean connected() {
        return link.connected();
    }

    /** Appends an entry; returns its id. */
    public CompletionStage<String> append(String stream, Map<String, byte[]> fields) {
        Map<byte[], byte[]> body = new LinkedHashMap<>();
        fields.forEach((name, value) -> body.put(Bytes.of(name), value));
        return link.send(redis -> redis.xadd(Bytes.of(stream), new XAddArgs(), body), timeout);
    }

    /**
     * Appends an entry unless one was appended with the same mark; may be repeated.
     *
     * @param mark key that marks the event as appended
     * @param window time that the mark is kept
     */
    public CompletionStage<String> appendOnce(String stream, String mark, Duration window, Map<String, byte[]> fields) {
        CompletionStage<byte[]> id = LuaScript.APPEND.send(
                link,
                ScriptOutputType.VALUE,
                new byte[][] {Bytes.of(stream), Bytes.of(mark)},
                Bytes.arguments(List.of(Bytes.of(window.toMillis())), fields),
                timeout);
        return id.thenApply(Bytes::text);
    }

    /** Returns what trims a stream on this connection. */
    public StreamTrimmer trimmer(String stream) {
        return new StreamTrimmer(link, Bytes.of(stream), timeout);
    }

    /** Returns whether a failed command has certainly not been carried out: it never left, or the store has refused it. */
    public static boolean isCertainlyNotDone(Throwable fault) {
        Throwable cause = fault instanceof CompletionException && fault.getCause() != null ? fault.getCause() : fault;
        return cause instanceof RedisLink.NotSent
                || cause instanceof RedisCommandExecutionException
                || (cause instanceof RedisException
                        && String.valueOf(cause.getMessage()).startsWith("Currently not connected"));
    }

    /** Returns whether a failure is the store's refusal of this very command, such as WRONGTYPE: it would be refused again. */
    public static boolean isRefusal(Throwable fault) {
        Throwable cause = fault instanceof CompletionException && fault.getCause() != null ? fault.getCause() : fault;
        String message = String.valueOf(cause.getMessage());
        return cause instanceof RedisCommandExecutionException
                && (message.startsWith("WRONGTYPE") || message.startsWith("NOPERM") || message.startsWith("ERR"));
    }

    @Override
    public void close() {
        link.close();
    }
}
