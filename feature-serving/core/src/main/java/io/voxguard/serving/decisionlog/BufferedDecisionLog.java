package io.voxguard.serving.decisionlog;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleSupplier;

/** Hands records on from a thread of its own, through a bounded queue, so that no call waits for a disk or a store. Thread-safe. */
public final class BufferedDecisionLog implements DecisionLog, AutoCloseable {
    private static final Logger LOG = System.getLogger(BufferedDecisionLog.class.getName());
    private static final int MAX_BATCH = 256;
    private static final Duration CLOSING_LIMIT = Duration.ofSeconds(3);

    private final Destination destination;
    private final double sample;
    private final DoubleSupplier random;
    private final BlockingQueue<DecisionRecord> queue;
    private final Thread writer;
    private final AtomicLong written = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private volatile boolean closed;

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
        this.destination = destination;
        this.sample = sample;
        this.random = random;
        this.queue = new ArrayBlockingQueue<>(queueSize);
        this.writer = Thread.ofPlatform().name("decision-log").daemon().start(this::writeAll);
    }

    @Override
    public boolean wants() {
        return sample >= 1 || random.getAsDouble() < sample;
    }

    @Override
    public void add(DecisionRecord scored) {
        if (closed || !queue.offer(scored)) {
            dropped.incrementAndGet();
        }
    }

    /** Number of records that were kept. */
    public long written() {
        return written.get();
    }

    /** Number of records that found no room, or that could not be kept. */
    public long dropped() {
        return dropped.get();
    }

    private void writeAll() {
        List<DecisionRecord> some = new ArrayList<>();
        boolean complained = false;
        while (!closed || !queue.isEmpty()) {
            try {
                DecisionRecord first = queue.poll(100, TimeUnit.MILLISECONDS);
                if (first == null) {
                    continue;
                }
                some.add(first);
                queue.drainTo(some, MAX_BATCH - 1);
                destination.write(some.stream().map(DecisionJson::write).toList());
                written.addAndGet(some.size());
                complained = false;
            } catch (InterruptedException e) {
                closed = true;
                dropped.addAndGet(some.size());
                dropWaiting();
                return;
            } catch (Exception e) {
                dropped.addAndGet(some.size());
                if (!complained) {
                    LOG.log(Level.WARNING, "Cannot log decisions; dropping them", e);
                    complained = true;
                }
            }
            some.clear();
        }
    }

    private void dropWaiting() {
        while (queue.poll() != null) {
            dropped.incrementAndGet();
        }
    }

    /** Writes what is waiting, for a few seconds at most; the rest is dropped, and counted. */
    @Override
    public void close() {
        closed = true;
        try {
            if (!writer.join(CLOSING_LIMIT)) {
                writer.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        dropWaiting();
        destination.close();
    }
}
