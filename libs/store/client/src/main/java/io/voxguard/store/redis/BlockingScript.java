package io.voxguard.store.redis;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.voxguard.store.StoreUnavailable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Runs a script by its hash, and sends its source if the store does not know it. Thread-safe. */
final class BlockingScript {
    private final Script script;
    private final String sha1;
    private final ScriptOutputType output;

    BlockingScript(String file, ScriptOutputType output) {
        this.script = Script.read(file);
        this.sha1 = new String(script.sha1(), StandardCharsets.US_ASCII);
        this.output = output;
    }

    /** Runs the script; a store that has to be sent the source may take the time twice. */
    <T> T run(BlockingStore store, byte[][] keys, byte[][] args, Duration timeout) throws StoreUnavailable {
        try {
            return store.await(redis -> redis.<T>evalsha(sha1, output, keys, args), timeout);
        } catch (StoreUnavailable e) {
            if (e.getCause() == null || !(e.getCause().getCause() instanceof RedisNoScriptException)) {
                throw e;
            }
            return store.await(redis -> redis.<T>eval(script.source(), output, keys, args), timeout);
        }
    }
}
