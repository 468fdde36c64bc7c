package io.voxguard.serving.decisionlog;

import io.voxguard.serving.outbox.DeliveryCounts;
import io.voxguard.serving.outbox.DropCause;
import io.voxguard.serving.outbox.Outbox;
import io.voxguard.serving.outbox.Redelivery;
import io.voxguard.time.Ticker;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleSupplier;

/** Hands records on from a thread of its own, through a bounded queue, so that no call waits for a disk or a store. Thread-safe. */
public final class BufferedDecisionLog implements DecisionLog, AutoCloseable {
    private final double sample;
    private final DoubleSupplier random;
    private final Outbox<DecisionRecord> outbox;
    private final AtomicLong written = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();

    /** Destination of records. Used by one thread. */
    public interface Destination extends AutoCloseable {
        /** Keeps records, each one line of JSON; bounded in time. @throws Exception when they may not have been kept */
        void write(List<byte[]> records) throws Exception;

        @Override
        void close();
    }

    /**
     * @param sample share of the calls that is recorded: 0 to 1
     * @param queueSize number of records that may wait; more are dropped
     * @param random returns numbers from 0 (inclusive) to 1 (exclusive), on any thread
     */
    public BufferedDecisionLog(Destination destination, double sample, int queueSize, DoubleSupplier random) {
        if (!(sample >= 0 && sample <= 1)) {
            throw new IllegalArgumentException("decision log: sample: expected 0 to 1, got " + sample);
        }
        this.sample = sample;
        this.random = random;
        this.outbox = new Outbox<>(
                "decisions", queueSize, new Lines(destination), Redelivery.NEVER, new Counts(), Ticker.SYSTEM);
    }

    /** Writes records as lines. */
    private record Lines(Destination destination) implements io.voxguard.serving.outbox.Destination<DecisionRecord> {
        @Override
        public List<DecisionRecord> deliver(List<DecisionRecord> batch) throws Exception {
            destination.write(batch.stream().map(DecisionJson::write).toList());
            return List.of();
        }

        @Override
        public void close() {
            destination.close();
        }
    }

    private final class Counts implements DeliveryCounts<DecisionRecord> {
        @Override
        public void delivered(DecisionRecord item) {
            written.incrementAndGet();
        }

        @Override
        public void dropped(DecisionRecord item, DropCause cause) {
            dropped.incrementAndGet();
        }
    }

    @Override
    public boolean wants() {
        return sample >= 1 || random.getAsDouble() < sample;
    }

    @Override
    public void add(DecisionRecord scored) {
        outbox.add(scored);
    }

    /** Number of records that were kept. */
    public long written() {
        return written.get();
    }

    /** Number of records that found no room, or that could not be kept. */
    public long dropped() {
        return dropped.get();
    }

    /** Writes what is waiting, for a few seconds at most; the rest is dropped, and counted. */
    @Override
    public void close() {
        outbox.close();
    }
}
