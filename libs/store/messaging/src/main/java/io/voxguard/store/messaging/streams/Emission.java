package io.voxguard.store.messaging.streams;

import io.smallrye.common.vertx.VertxContext;
import io.vertx.core.Context;
import io.voxguard.store.messaging.metrics.ChannelEvent;
import io.voxguard.store.messaging.metrics.ChannelMetrics;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Flow;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jspecify.annotations.Nullable;

/**
 * Hands entries to the one subscriber as it asks for them, each on a context of its own, all on one event loop. Thread-safe.
 */
final class Emission implements Flow.Publisher<Message<?>>, Flow.Subscription {
    private final Deliveries deliveries;
    private final EntryMessages messages;
    private final FailureHandler unreadable;
    private final ChannelMetrics metrics;
    private final Context root;
    private final int batchSize;
    private final Runnable onSubscribe;
    private final Runnable onCancel;
    private final ReentrantLock lock = new ReentrantLock();
    private Flow.@Nullable Subscriber<? super Message<?>> subscriber;
    private long demand;
    private boolean ended;

    /**
     * @param root context of an event loop
     * @param batchSize most entries of a message; 0: one, not as a list
     * @param onSubscribe run when the subscriber has come
     * @param onCancel run when it has gone
     */
    Emission(
            Deliveries deliveries,
            EntryMessages messages,
            FailureHandler unreadable,
            ChannelMetrics metrics,
            Context root,
            int batchSize,
            Runnable onSubscribe,
            Runnable onCancel) {
        this.deliveries = deliveries;
        this.messages = messages;
        this.unreadable = unreadable;
        this.metrics = metrics;
        this.root = root;
        this.batchSize = batchSize;
        this.onSubscribe = onSubscribe;
        this.onCancel = onCancel;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super Message<?>> given) {
        lock.lock();
        try {
            if (subscriber != null) {
                throw new IllegalStateException("the channel has a subscriber already");
            }
            subscriber = given;
        } finally {
            lock.unlock();
        }
        given.onSubscribe(this);
        onSubscribe.run();
    }

    @Override
    public void request(long count) {
        if (count <= 0) {
            fail(new IllegalArgumentException("request: expected at least 1, got " + count));
            return;
        }
        lock.lock();
        try {
            demand = demand + count < 0 ? Long.MAX_VALUE : demand + count;
        } finally {
            lock.unlock();
        }
        drain();
        deliveries.signal();
    }

    @Override
    public void cancel() {
        end();
        onCancel.run();
    }

    /** Returns how many more entries the subscriber could be handed at once than are ready. */
    int room(int most) {
        lock.lock();
        try {
            if (ended || demand == 0) {
                return 0;
            }
            long wanted = demand >= most ? most : demand * Math.max(1, batchSize);
            return (int) Math.max(0, Math.min(most, wanted - deliveries.ready()));
        } finally {
            lock.unlock();
        }
    }

    /** Hands over what is ready and asked for. */
    void drain() {
        lock.lock();
        try {
            while (!ended && demand > 0) {
                List<Delivery> taken = deliveries.take(Math.max(1, batchSize));
                if (taken.isEmpty()) {
                    return;
                }
                if (demand != Long.MAX_VALUE) {
                    demand--;
                }
                Context context = Objects.requireNonNull(VertxContext.createNewDuplicatedContext(root));
                context.runOnContext(ignored -> emit(taken, context));
            }
        } finally {
            lock.unlock();
        }
    }

    private void emit(List<Delivery> taken, Context context) {
        List<ReadableEntry> readable =
                taken.stream().map(this::read).flatMap(Optional::stream).toList();
        Flow.Subscriber<? super Message<?>> given = current();
        if (readable.isEmpty() || given == null) {
            request(1); // what was asked for has not been handed over
            return;
        }
        for (ReadableEntry entry : readable) {
            metrics.count(ChannelEvent.DELIVERED);
            metrics.count(ChannelEvent.REDELIVERED, entry.delivery().entry().deliveries() > 1 ? 1 : 0);
        }
        given.onNext(batchSize > 0 ? messages.batch(readable, context) : messages.single(readable.getFirst(), context));
    }

    private Optional<ReadableEntry> read(Delivery delivery) {
        try {
            return Optional.of(messages.read(delivery));
        } catch (IllegalArgumentException e) {
            unreadable.handle(delivery, e);
            return Optional.empty();
        }
    }

    /** Ends the stream with a failure. */
    void fail(Throwable reason) {
        Flow.Subscriber<? super Message<?>> given = end();
        if (given != null) {
            root.runOnContext(ignored -> given.onError(reason));
        }
    }

    /** Ends the stream: nothing is handed over any more. */
    void complete() {
        Flow.Subscriber<? super Message<?>> given = end();
        if (given != null) {
            root.runOnContext(ignored -> given.onComplete());
        }
    }

    private Flow.@Nullable Subscriber<? super Message<?>> current() {
        lock.lock();
        try {
            return ended ? null : subscriber;
        } finally {
            lock.unlock();
        }
    }

    private Flow.@Nullable Subscriber<? super Message<?>> end() {
        lock.lock();
        try {
            Flow.Subscriber<? super Message<?>> given = ended ? null : subscriber;
            ended = true;
            return given;
        } finally {
            lock.unlock();
        }
    }
}
