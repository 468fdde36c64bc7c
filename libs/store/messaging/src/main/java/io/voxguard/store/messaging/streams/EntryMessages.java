package io.voxguard.store.messaging.streams;

import io.smallrye.reactive.messaging.providers.locals.LocalContextMetadata;
import io.vertx.core.Context;
import io.voxguard.store.messaging.IncomingRedisStreamBatchMetadata;
import io.voxguard.store.messaging.IncomingRedisStreamMetadata;
import io.voxguard.store.messaging.cloudevents.CloudEventDecoder;
import io.voxguard.store.messaging.tracing.MessageTracing;
import io.voxguard.store.messaging.tracing.TracedFields;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;

/** Makes the messages of entries. What the application awaits of them is completed on the message's context. Thread-safe. */
final class EntryMessages {
    private final IncomingSettings settings;
    private final CloudEventDecoder decoder;
    private final MessageTracing tracing;
    private final Function<Delivery, CompletionStage<Void>> acknowledge;
    private final FailureHandler failures;

    EntryMessages(
            IncomingSettings settings,
            CloudEventDecoder decoder,
            MessageTracing tracing,
            Function<Delivery, CompletionStage<Void>> acknowledge,
            FailureHandler failures) {
        this.settings = settings;
        this.decoder = decoder;
        this.tracing = tracing;
        this.acknowledge = acknowledge;
        this.failures = failures;
    }

    /**
     * Reads the payload of an entry.
     *
     * @throws IllegalArgumentException if the entry should be a CloudEvent and is not
     */
    ReadableEntry read(Delivery delivery) {
        return new ReadableEntry(delivery, decoder.decode(delivery.entry().fields()));
    }

    /** Returns the message of an entry; its payload is the payload's field, or the data of its CloudEvent. */
    Message<?> single(ReadableEntry entry, Context context) {
        Delivery delivery = entry.delivery();
        Metadata metadata = Metadata.of(metadata(delivery), new LocalContextMetadata(context));
        if (entry.payload().event().isPresent()) {
            metadata = metadata.with(entry.payload().event().get());
        }
        Message<byte[]> message = Message.of(
                entry.payload().data(),
                metadata,
                ignored -> on(context, acknowledge.apply(delivery)),
                (reason, ignored) -> on(context, failures.handle(delivery, reason)));
        return tracing.received(message, traced(delivery));
    }

    /** Returns one message of several entries: its payload is the list of theirs, and it is acknowledged or refused as a whole. */
    Message<?> batch(List<ReadableEntry> entries, Context context) {
        List<Delivery> batch = entries.stream().map(ReadableEntry::delivery).toList();
        return Message.of(
                entries.stream().map(entry -> entry.payload().data()).toList(),
                Metadata.of(
                        new IncomingRedisStreamBatchMetadata(
                                batch.stream().map(this::metadata).toList()),
                        new LocalContextMetadata(context)),
                ignored -> on(context, all(batch, acknowledge)),
                (reason, ignored) -> on(context, all(batch, delivery -> failures.handle(delivery, reason))));
    }

    private static CompletionStage<Void> all(List<Delivery> batch, Function<Delivery, CompletionStage<Void>> action) {
        return CompletableFuture.allOf(batch.stream()
                .map(delivery -> action.apply(delivery).toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new));
    }

    private static CompletionStage<Void> on(Context context, CompletionStage<Void> stage) {
        return stage.handleAsync(
                        (done, fault) -> fault == null
                                ? CompletableFuture.<Void>completedFuture(done)
                                : CompletableFuture.<Void>failedFuture(fault),
                        task -> context.runOnContext(any -> task.run()))
                .thenCompose(result -> result);
    }

    private IncomingRedisStreamMetadata metadata(Delivery delivery) {
        return new IncomingRedisStreamMetadata(
                settings.stream(),
                settings.group(),
                settings.consumer(),
                delivery.id().toString(),
                delivery.entry().deliveries(),
                delivery.key(),
                delivery.entry().fields());
    }

    private TracedFields traced(Delivery delivery) {
        return new TracedFields(
                settings.stream(),
                settings.group(),
                delivery.id().toString(),
                delivery.entry().fields());
    }
}
