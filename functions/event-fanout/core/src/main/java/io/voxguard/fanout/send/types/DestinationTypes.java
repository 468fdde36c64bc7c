package io.voxguard.fanout.send.types;

import io.vertx.core.Vertx;
import io.voxguard.fanout.destination.Destination;
import io.voxguard.fanout.destination.Target;
import io.voxguard.fanout.send.Sender;
import io.voxguard.fanout.send.SenderFactory;
import io.voxguard.fanout.send.kafka.TopicSender;
import io.voxguard.fanout.send.store.ChannelSender;
import io.voxguard.fanout.send.store.StreamSender;
import io.voxguard.fanout.send.webhook.WebhookSender;
import io.voxguard.store.Channels;
import io.voxguard.store.EventStreams;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Makes senders of all types: one case for each. Thread-safe. */
public final class DestinationTypes implements SenderFactory {
    private final EventStreams streams;
    private final Channels channels;
    private final Map<String, String> kafka;
    private final Vertx vertx;
    private final Function<String, Optional<String>> variables;
    private final InstantSource clock;

    /**
     * @param kafka settings of Kafka's producers; without {@code bootstrap.servers} a topic cannot be opened
     * @param variables returns variables of the environment, which have the webhooks' secrets
     */
    public DestinationTypes(
            EventStreams streams,
            Channels channels,
            Map<String, String> kafka,
            Vertx vertx,
            Function<String, Optional<String>> variables,
            InstantSource clock) {
        this.streams = streams;
        this.channels = channels;
        this.kafka = kafka;
        this.vertx = vertx;
        this.variables = variables;
        this.clock = clock;
    }

    @Override
    public Sender open(Destination destination) {
        return switch (destination.target()) {
            case Target.Stream stream ->
                new StreamSender(streams.stream(stream.stream(), stream.maxLength()), destination.timeout());
            case Target.Channel channel -> new ChannelSender(channels, channel.channel(), destination.timeout());
            case Target.Topic topic ->
                new TopicSender(topic.topic(), destination.format(), destination.timeout(), kafka);
            case Target.Webhook webhook ->
                new WebhookSender(
                        vertx, destination, webhook, webhook.secretVariable().flatMap(variables), clock);
        };
    }
}
