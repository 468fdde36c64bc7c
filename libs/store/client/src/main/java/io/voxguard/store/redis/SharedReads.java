package io.voxguard.store.redis;

import io.netty.channel.EventLoop;
import io.voxguard.store.RowSink;
import io.voxguard.store.StoreOutcome;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The reads that are asked for on one event loop: those that are there together go to the store together, as one MGET, and each keeps its own limit. A batch
 * leaves with the tasks of the loop's pass in which its first read was asked for: it holds what one look at the sockets brought, and a lone read waits for no clock.
 * Used on the loop's thread alone.
 */
final class SharedReads {
    /** A read of more keys goes by itself: others are not to wait for its rows. */
    private static final int KEYS_TOGETHER = 512;

    private final EventLoop loop;
    private final Sending sending;
    private List<Read> gathered = new ArrayList<>();
    private int keys;
    private boolean leaving;

    /** How the keys of some reads are sent, and when they have been answered. */
    interface Sending {
        CompletableFuture<?> send(List<byte[]> keys, RowSink sink, int reads);
    }

    SharedReads(EventLoop loop, Sending sending) {
        this.loop = loop;
        this.sending = sending;
    }

    /** Otherwise as {@link io.voxguard.store.OnlineStore#read}. A read that is cancelled before its batch leaves is not sent. */
    CompletionStage<StoreOutcome> read(List<byte[]> wanted, RowSink sink, Duration limit) {
        Read read = new Read(wanted, sink, System.nanoTime() + limit.toNanos());
        if (keys + wanted.size() > KEYS_TOGETHER) {
            leave();
        }
        if (!leaving) {
            leaving = true;
            loop.execute(this::endPass);
        }
        gathered.add(read);
        keys += wanted.size();
        return read;
    }

    private void endPass() {
        leaving = false;
        leave();
    }

    private void leave() {
        List<Read> reads = gathered;
        if (reads.isEmpty()) {
            return;
        }
        gathered = new ArrayList<>(reads.size());
        keys = 0;
        long now = System.nanoTime();
        reads.forEach(read -> read.expire(now));
        reads.removeIf(Read::isDone);
        if (!reads.isEmpty()) {
            new Batch(reads).leave();
        }
    }

    private static final class Read extends CompletableFuture<StoreOutcome> {
        private final List<byte[]> keys;
        private final RowSink sink;
        private final long deadline;

        Read(List<byte[]> keys, RowSink sink, long deadline) {
            this.keys = keys;
            this.sink = sink;
            this.deadline = deadline;
        }

        void expire(long now) {
            if (deadline - now <= 0) {
                complete(StoreOutcome.TIMED_OUT);
            }
        }
    }

    /** Reads that are on their way together. */
    private final class Batch implements RowSink {
        private final List<Read> reads;
        /** The read whose rows are coming in, and where they begin. */
        private int current;

        private int begin;
        private @Nullable Future<?> expiry;

        Batch(List<Read> reads) {
            this.reads = reads;
        }

        void leave() {
            CompletableFuture<?> answered = sending.send(keys(), this, reads.size());
            if (!answered.isDone()) {
                expireNext();
            }
            answered.whenComplete((done, fault) -> answered(fault));
        }

        private List<byte[]> keys() {
            if (reads.size() == 1) {
                return reads.get(0).keys;
            }
            List<byte[]> all = new ArrayList<>(KEYS_TOGETHER);
            reads.forEach(read -> all.addAll(read.keys));
            return all;
        }

        @Override
        public void row(int index, @Nullable ByteBuffer value) {
            if (index == 0) {
                current = 0;
                begin = 0;
            }
            while (index - begin >= reads.get(current).keys.size()) {
                begin += reads.get(current).keys.size();
                current++;
            }
            reads.get(current).sink.row(index - begin, value);
        }

        private void answered(@Nullable Throwable fault) {
            if (expiry != null) {
                expiry.cancel(false);
            }
            StoreOutcome outcome = fault == null ? StoreOutcome.DONE : Dispatcher.outcomeOf(fault);
            for (Read read : reads) {
                read.complete(outcome);
            }
        }

        /** One timer for all of them, set for whoever's limit is over first. */
        private void expireNext() {
            long now = System.nanoTime();
            long next = Long.MAX_VALUE;
            for (Read read : reads) {
                read.expire(now);
                if (!read.isDone()) {
                    next = Math.min(next, read.deadline - now);
                }
            }
            if (next != Long.MAX_VALUE) {
                expiry = loop.schedule(this::expireNext, next, TimeUnit.NANOSECONDS);
            }
        }
    }
}
