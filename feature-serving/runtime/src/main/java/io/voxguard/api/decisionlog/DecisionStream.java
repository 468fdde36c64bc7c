package io.voxguard.api.decisionlog;

import io.voxguard.serving.decisionlog.BufferedDecisionLog;
import io.voxguard.store.EventStream;
import io.voxguard.store.StoreOutcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Records as entries of a stream in the store. */
final class DecisionStream implements BufferedDecisionLog.Destination {
    private static final Duration LIMIT = Duration.ofSeconds(1);

    private final EventStream stream;

    DecisionStream(EventStream stream) {
        this.stream = stream;
    }

    @Override
    public void write(List<byte[]> records) throws Exception {
        StoreOutcome outcome =
                stream.append(records, LIMIT).toCompletableFuture().get(2 * LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        if (outcome != StoreOutcome.DONE) {
            throw new IllegalStateException("the store did not take them: " + outcome);
        }
    }

    @Override
    public void close() {
        stream.close();
    }
}
