package io.voxguard.fanout.delivery;

import io.voxguard.store.EventLog.Entry;
import io.voxguard.store.RecordStream;
import io.voxguard.store.StoreUnavailable;
import java.time.Duration;
import java.time.InstantSource;
import org.jboss.logging.Logger;

/** Keeps the events that a destination will not get. For one thread. */
final class DeadLetterWriter {
    private static final Logger LOG = Logger.getLogger(DeadLetterWriter.class);

    private final RecordStream stream;
    private final DestinationState state;
    private final Duration timeout;
    private final InstantSource clock;

    DeadLetterWriter(RecordStream stream, DestinationState state, Duration timeout, InstantSource clock) {
        this.stream = stream;
        this.state = state;
        this.timeout = timeout;
        this.clock = clock;
    }

    /** Keeps an event, unless it is kept already. */
    void keep(Attempt attempt, String cause) throws StoreUnavailable {
        if (!attempt.isBuried()) {
            add(new DeadLetter(
                    attempt.event().structured(), cause, attempt.attempts(), attempt.firstMs(), clock.millis()));
            attempt.bury();
        }
    }

    /** Keeps a record of the log that is not an event. */
    void keep(Entry entry, RuntimeException failure) throws StoreUnavailable {
        add(new DeadLetter(entry.record(), "record: expected a CloudEvent, got " + failure, 0, 0, clock.millis()));
    }

    private void add(DeadLetter letter) throws StoreUnavailable {
        stream.add(letter.toRecord(), timeout);
        state.dead.incrementAndGet();
        LOG.warnf("Dead letter of %s: %s", state.name(), letter.cause());
    }
}
