package io.voxguard.store.redis;

import io.netty.channel.EventLoop;
import io.voxguard.store.RowSink;
import io.voxguard.store.StoreOutcome;
import io.voxguard.store.redis.command.Dispatcher;
import io.voxguard.time.Ticker;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Reads of one event loop, sent in batches: the reads of one pass of the loop and of its next look at the sockets go to the store as one MGET, and each keeps its
 * own time limit. No read waits for a timer, and a lone one only for a look that finds nothing. To be used on the loop's thread only.
 */
final class SharedReads {
    /** Most keys of a batch; a read of more is sent alone, so that others do not wait for its rows. */
    private static final int MAX_KEYS = 512;

    private final EventLoop loop;
    private final MultiGet mget;
    private final Ticker ticker;
    private final LongAdder sentReads = new LongAdder();
    private final LongAdder sentBatches = new LongAdder();
    private List<Read> gathered = new ArrayList<>();
    private int keys;
    private boolean sendScheduled;

    /** Sends the keys of some reads as one command. */
    interface MultiGet {
        /**
         * @param reads number of reads that the keys belong to
         * @return completes when the reply has been read
         */
        CompletableFuture<?> send(List<byte[]> keys, RowSink sink, int reads);
    }

    SharedReads(EventLoop loop, MultiGet mget, Ticker ticker) {
        this.loop = loop;
        this.mget = mget;
        this.ticker = ticker;
    }

    /** Returns how much the reads share. */
    ReadSharing sharing() {
        return new ReadSharing(sentReads.sum(), sentBatches.sum());
    }

    /** Reads as {@link io.voxguard.store.OnlineStore#read} does. A read that is cancelled before its batch is sent is left out. */
    CompletionStage<StoreOutcome> read(List<byte[]> wanted, RowSink sink, Duration limit) {
        Read read = new Read(wanted, sink, ticker.nanos() + limit.toNanos());
        if (keys + wanted.size() > MAX_KEYS) {
            sendGathered();
        }
        if (!sendScheduled) {
            NextLook.then(loop, this::lookedAgain);
            sendScheduled = true;
        }
        gathered.add(read);
        keys += wanted.size();
        return read;
    }

    private void lookedAgain() {
        sendScheduled = false;
        sendGathered();
    }

    private void sendGathered() {
        List<Read> reads = gathered;
        if (reads.isEmpty()) {
            return;
        }
        gathered = new ArrayList<>(reads.size());
        keys = 0;
        long now = ticker.nanos();
        reads.forEach(read -> read.expire(now));
        reads.removeIf(Read::isDone);
        if (!reads.isEmpty()) {
            sentReads.add(reads.size());
            sentBatches.increment();
            new Batch(reads).send();
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

    /** Reads that were sent together. */
    private final class Batch implements RowSink {
        private final List<Read> reads;
        /** Index of the read whose rows are arriving. */
        private int current;
        /** Index of its first key among all keys of the batch. */
        private int begin;

        private @Nullable Future<?> expiry;

        Batch(List<Read> reads) {
            this.reads = reads;
        }

        void send() {
            CompletableFuture<?> answered = mget.send(keys(), this, reads.size());
            if (!answered.isDone()) {
                expireNext();
            }
            answered.whenComplete((done, fault) -> answered(fault));
        }

        private List<byte[]> keys() {
            if (reads.size() == 1) {
                return reads.get(0).keys;
            }
            int size = 0;
            for (Read read : reads) {
                size += read.keys.size();
            }
            List<byte[]> all = new ArrayList<>(size);
            for (Read read : reads) {
                all.addAll(read.keys);
            }
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

        /** Times out reads. One timer for all of them, set to the earliest deadline. */
        private void expireNext() {
            long now = ticker.nanos();
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
