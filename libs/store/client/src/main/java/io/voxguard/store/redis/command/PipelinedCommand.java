package io.voxguard.store.redis.command;

import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.ProtocolKeyword;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** Command of a pipeline. The pipeline's last command reports the end; the others are then asked for their failures. */
public final class PipelinedCommand<T> extends Command<byte[], byte[], T> {
    public PipelinedCommand(
            ProtocolKeyword type, CommandOutput<byte[], byte[], T> output, CommandArgs<byte[], byte[]> args) {
        super(type, output, args);
    }

    /** Returns why there is no reply; null if there is one, be it an error of the store. */
    public @Nullable Throwable failure() {
        if (isCancelled()) {
            return new CancellationException("cancelled");
        }
        return exception;
    }
}
