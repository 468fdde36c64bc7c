package io.voxguard.fanout.destination;

import java.net.URI;
import java.util.Optional;

/** Where a destination's events go. */
public sealed interface Target {
    /**
     * A stream of the store.
     *
     * @param maxLength about how many entries it keeps
     */
    record Stream(String stream, long maxLength) implements Target {}

    /** A channel of the store: those that are subscribed at the moment get an event, once. */
    record Channel(String channel) implements Target {}

    /** A Kafka topic. */
    record Topic(String topic) implements Target {}

    /**
     * An HTTP endpoint.
     *
     * @param secretVariable variable of the environment with the secret that requests are signed with; empty: they are not
     * @param allowPrivate tells if the endpoint may have a loopback, link-local or private address
     */
    record Webhook(URI url, Optional<String> secretVariable, boolean allowPrivate) implements Target {}

    /** Returns the word that the document has for the type. */
    default String type() {
        return switch (this) {
            case Stream stream -> "stream";
            case Channel channel -> "channel";
            case Topic topic -> "topic";
            case Webhook webhook -> "webhook";
        };
    }
}
