package io.voxguard.store.redis;

import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.ProtocolKeyword;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** A command of a pipeline, which is asked for its failure once the last of the pipeline is over. */
final class Piped<T> extends Command<byte[], byte[], T> {
    Piped(ProtocolKeyword type, CommandOutput<byte[], byte[], T> output, CommandArgs<byte[], byte[]> args) {
        super(type, output, args);
    }

    /** Why it was not answered; null where it was, if only by an error of the store. */
    @Nullable
    Throwable failure() {
        if (isCancelled()) {
            return new CancellationException("cancelled");
        }
        return exception;
    }
}
