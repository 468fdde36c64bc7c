package io.voxguard.store.messaging.pubsub;

import io.smallrye.common.vertx.VertxContext;
import io.smallrye.reactive.messaging.providers.locals.LocalContextMetadata;
import io.vertx.core.Context;
import io.voxguard.store.messaging.IncomingRedisPubSubMetadata;
import io.voxguard.store.messaging.metrics.ChannelEvent;
import io.voxguard.store.messaging.metrics.ChannelMetrics;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.jspecify.annotations.Nullable;

/** Hands messages to the one subscriber as it asks for them; keeps so many, and drops what comes beyond. Thread-safe. */
final class PubSubEmission implements Flow.Publisher<Message<?>>, Flow.Subscription {
    private final Context root;
    private final int bufferSize;
    private final ChannelMetrics metrics;
    private final Runnable onSubscribe;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Received> waiting = new ArrayDeque<>();
    private Flow.@Nullable Subscriber<? super Message<?>> subscriber;
    private long demand;
    private boolean ended;

    @SuppressWarnings("ArrayRecordComponent") // handed on, compared by nobody
    private record Received(IncomingRedisPubSubMetadata metadata, byte[] payload) {}

    PubSubEmission(Context root, int bufferSize, ChannelMetrics metrics, Runnable onSubscribe) {
        this.root = root;
        this.bufferSize = bufferSize;
        this.metrics = metrics;
        this.onSubscribe = onSubscribe;
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

    /** Takes a message; returns whether there was room for it. */
    boolean offer(IncomingRedisPubSubMetadata metadata, byte[] payload) {
        lock.lock();
        try {
            if (ended || waiting.size() >= bufferSize) {
                return ended;
            }
            waiting.add(new Received(metadata, payload));
            drain();
            return true;
        } finally {
            lock.unlock();
        }
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
            drain();
        } finally {
            lock.unlock();
        }
    }

    private void drain() {
        Flow.Subscriber<? super Message<?>> given = subscriber;
        while (!ended && given != null && demand > 0 && !waiting.isEmpty()) {
            Received next = waiting.remove();
            if (demand != Long.MAX_VALUE) {
                demand--;
            }
            metrics.count(ChannelEvent.DELIVERED);
            Context context = Objects.requireNonNull(VertxContext.createNewDuplicatedContext(root));
            context.runOnContext(ignored -> given.onNext(message(next, context)));
        }
    }

    private Message<byte[]> message(Received received, Context context) {
        return Message.of(
                received.payload(),
                Metadata.of(received.metadata(), new LocalContextMetadata(context)),
                ignored -> CompletableFuture.allOf(),
                (reason, ignored) -> {
                    metrics.count(ChannelEvent.FAILED);
                    return CompletableFuture.allOf(); // it is not published again
                });
    }

    private void fail(Throwable reason) {
        Flow.Subscriber<? super Message<?>> given = end();
        if (given != null) {
            root.runOnContext(ignored -> given.onError(reason));
        }
    }

    void complete() {
        Flow.Subscriber<? super Message<?>> given = end();
        if (given != null) {
            root.runOnContext(ignored -> given.onComplete());
        }
    }

    @Override
    public void cancel() {
        end();
    }

    private Flow.@Nullable Subscriber<? super Message<?>> end() {
        lock.lock();
        try {
            Flow.Subscriber<? super Message<?>> given = ended ? null : subscriber;
            ended = true;
            waiting.clear();
            return given;
        } finally {
            lock.unlock();
        }
    }
}
