package io.voxguard.store.messaging.redis;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.voxguard.store.StoreUnavailable;
import io.voxguard.store.redis.RedisLink;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Script of this module, sent by its hash, and whole where the store does not know it. Scripts run on Lua 5.1 and 5.4, declare every key and return integers, text
 * and lists. Immutable.
 */
final class LuaScript {
    static final LuaScript CLAIM = new LuaScript("claim.lua");
    static final LuaScript OWN = new LuaScript("own.lua");
    static final LuaScript KEEP = new LuaScript("keep.lua");
    static final LuaScript DEAD = new LuaScript("dead.lua");
    static final LuaScript TRIM = new LuaScript("trim.lua");
    static final LuaScript REMOVE = new LuaScript("remove.lua");
    static final LuaScript APPEND = new LuaScript("append.lua");
    static final LuaScript LEASE = new LuaScript("lease.lua");
    static final LuaScript RELEASE = new LuaScript("release.lua");

    private final byte[] source;
    private final String sha1;

    private LuaScript(String file) {
        try (InputStream in = LuaScript.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException(file + " is not beside its class");
            }
            source = in.readAllBytes();
            sha1 = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(source));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }

    /** Runs the script; not sent again if its fate is unknown. */
    <T> CompletionStage<T> send(
            RedisLink link, ScriptOutputType type, byte[][] keys, byte[][] arguments, Duration timeout) {
        CompletionStage<T> byHash = link.send(redis -> redis.evalsha(sha1, type, keys, arguments), timeout);
        return byHash.exceptionallyCompose(fault -> {
            Throwable cause =
                    fault instanceof CompletionException && fault.getCause() != null ? fault.getCause() : fault;
            return cause instanceof RedisNoScriptException
                    ? link.send(redis -> redis.eval(source, type, keys, arguments), timeout)
                    : CompletableFuture.failedFuture(cause);
        });
    }

    /** Runs the script and waits for its reply. */
    <T> T await(RedisLink link, ScriptOutputType type, byte[][] keys, byte[][] arguments, Duration timeout)
            throws StoreUnavailable {
        CompletionStage<T> reply = send(link, type, keys, arguments, timeout);
        try {
            return reply.toCompletableFuture().get(2 * timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new StoreUnavailable("the store answered " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailable("interrupted", e);
        }
    }
}
