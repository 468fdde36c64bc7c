package io.voxguard.store.messaging.streams;

import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.OutgoingMessageMetadata;
import io.smallrye.reactive.messaging.health.HealthReport.HealthReportBuilder;
import io.smallrye.reactive.messaging.providers.helpers.MultiUtils;
import io.smallrye.reactive.messaging.providers.helpers.SenderProcessor;
import io.vertx.core.Context;
import io.voxguard.store.messaging.metrics.ChannelEvent;
import io.voxguard.store.messaging.metrics.ChannelMetrics;
import io.voxguard.store.messaging.redis.RedisStreamWriter;
import io.voxguard.store.messaging.redis.StreamTrimmer;
import io.voxguard.store.messaging.tracing.MessageTracing;
import io.voxguard.store.messaging.tracing.TracedFields;
import io.voxguard.time.Backoff;
import io.voxguard.time.Ticker;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.eclipse.microprofile.reactive.messaging.Message;

/** One outgoing channel: its connection, its retries, its health. Thread-safe. */
final class OutgoingStream implements AutoCloseable {
    private static final Logger LOG = System.getLogger(OutgoingStream.class.getName());
    private static final Duration MAX_RETRY_DELAY = Duration.ofSeconds(5);
    /** A stream is trimmed after so many appends. */
    private static final int APPENDS_PER_TRIM = 100;

    private final OutgoingSettings settings;
    private final Executor onContext;
    private final RedisStreamWriter writer;
    private final StreamTrimmer trimmer;
    private final OutgoingEntries entries;
    private final MessageTracing tracing;
    private final ChannelMetrics metrics;
    private final Backoff backoff;
    private final ConnectionGate gate;
    private final Duration connectionWait;
    private final Flow.Subscriber<? extends Message<?>> subscriber;
    private final AtomicLong appended = new AtomicLong();
    private final AtomicBoolean connectedOnce = new AtomicBoolean();
    private final SenderProcessor processor;

    /** @param root context on which the senders of messages are told what became of them */
    OutgoingStream(
            OutgoingSettings settings, Context root, MessageTracing tracing, ChannelMetrics metrics, Ticker ticker) {
        this.settings = settings;
        this.onContext = task -> root.runOnContext(ignored -> task.run());
        this.writer = RedisStreamWriter.open(settings.store(), settings.commandTimeout(), ticker);
        this.trimmer = writer.trimmer(settings.stream());
        this.entries = new OutgoingEntries(settings);
        this.tracing = tracing;
        this.metrics = metrics;
        Duration longest =
                settings.retryDelay().compareTo(MAX_RETRY_DELAY) > 0 ? settings.retryDelay() : MAX_RETRY_DELAY;
        this.backoff = Backoff.exponential(settings.retryDelay(), longest);
        this.gate = new ConnectionGate(writer::connected, ticker);
        this.connectionWait = settings.commandTimeout();
        this.processor = new SenderProcessor(settings.maxInflight(), true, this::send);
        this.subscriber = MultiUtils.via(processor, sent -> sent.onFailure()
                .invoke(fault -> LOG.log(Level.ERROR, "Channel " + settings.channel() + " failed", fault)));
    }

    Flow.Subscriber<? extends Message<?>> subscriber() {
        return subscriber;
    }

    private Uni<Void> send(Message<?> message) {
        OutgoingEntry entry;
        try {
            entry = entries.of(message);
            tracing.sending(message, new TracedFields(entry.stream(), settings.channel(), "", entry.fields()));
        } catch (RuntimeException e) {
            return refuse(message, e);
        }
        return append(entry, 0)
                .onItemOrFailure()
                .transformToUni((id, fault) -> fault == null ? accept(message, id) : refuse(message, fault));
    }

    /** Appends once the store is connected; tries again only what is certainly not in the stream, or is not appended twice. */
    private Uni<String> append(OutgoingEntry entry, int failures) {
        return Uni.createFrom()
                .completionStage(() -> gate.pass(connectionWait).thenCompose(connected -> write(entry)))
                .emitOn(onContext)
                .onFailure(fault -> failures < settings.retries() && mayRetry(entry, fault))
                .recoverWithUni(() -> {
                    metrics.count(ChannelEvent.RETRIED);
                    return Uni.createFrom()
                            .voidItem()
                            .onItem()
                            .delayIt()
                            .by(backoff.delay(failures + 1))
                            .onItem()
                            .transformToUni(waited -> append(entry, failures + 1));
                });
    }

    private CompletionStage<String> write(OutgoingEntry entry) {
        return entry.mark().isPresent() && settings.deduplicateWindow().isPresent()
                ? writer.appendOnce(
                        entry.stream(),
                        entry.mark().get(),
                        settings.deduplicateWindow().get(),
                        entry.fields())
                : writer.append(entry.stream(), entry.fields());
    }

    private static boolean mayRetry(OutgoingEntry entry, Throwable fault) {
        return !RedisStreamWriter.isRefusal(fault)
                && (entry.mark().isPresent() || RedisStreamWriter.isCertainlyNotDone(fault));
    }

    private Uni<Void> accept(Message<?> message, String id) {
        metrics.count(ChannelEvent.SENT);
        connectedOnce.set(true);
        OutgoingMessageMetadata.setResultOnMessage(message, id);
        trim();
        return told(() -> message.ack());
    }

    private Uni<Void> refuse(Message<?> message, Throwable fault) {
        metrics.count(ChannelEvent.NOT_SENT);
        LOG.log(
                Level.WARNING,
                "Cannot append to stream {0}; the message is refused: {1}",
                settings.stream(),
                fault.toString());
        return told(() -> message.nack(fault));
    }

    /** Tells the sender; what it makes of that does not end the channel. */
    private Uni<Void> told(Supplier<CompletionStage<Void>> sender) {
        return Uni.createFrom().completionStage(sender).onFailure().recoverWithUni(fault -> {
            LOG.log(Level.WARNING, "The sender of a message on channel {0} failed: {1}", settings.channel(), fault);
            return Uni.createFrom().voidItem();
        });
    }

    private void trim() {
        long count = appended.incrementAndGet();
        settings.maxLength()
                .filter(length -> count % Math.min(APPENDS_PER_TRIM, length) == 0)
                .ifPresent(length ->
                        trimmer.trim(length).thenAccept(removed -> metrics.count(ChannelEvent.TRIMMED, removed)));
    }

    /** The store has been connected to once. */
    void startup(HealthReportBuilder report) {
        if (settings.health()) {
            boolean started = connectedOnce.get() || writer.connected();
            connectedOnce.compareAndSet(false, started);
            report.add(settings.channel(), started, started ? "" : "the store does not answer");
        }
    }

    /** The store is connected. */
    void readiness(HealthReportBuilder report) {
        if (settings.health()) {
            report.add(settings.channel(), writer.connected(), writer.connected() ? "" : "the store does not answer");
        }
    }

    @Override
    public void close() {
        processor.cancel();
        writer.close();
    }
}
