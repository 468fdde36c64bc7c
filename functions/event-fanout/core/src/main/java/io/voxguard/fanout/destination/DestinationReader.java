package io.voxguard.fanout.destination;

import io.voxguard.problem.Refused;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Reads one destination of the document. A new type of destination is a case here, in {@link Target}, and in the factory of senders. */
final class DestinationReader {
    private static final List<String> TYPES = List.of("stream", "channel", "topic", "webhook");
    private static final Pattern TOPIC = Pattern.compile("[A-Za-z0-9._-]{1,249}");
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final long MAX_STREAM_LENGTH = 1_000_000_000L;
    private static final long STREAM_LENGTH = 1_000_000;
    private static final int MAX_KEY = 512;
    private static final int BATCH_SIZE = 100;

    private final Predicate<String> hasVariable;

    DestinationReader(Predicate<String> hasVariable) {
        this.hasVariable = hasVariable;
    }

    Destination read(String name, Fields fields) {
        String type = fields.word("type", TYPES, "");
        Target target =
                switch (type) {
                    case "stream" ->
                        new Target.Stream(
                                key(fields, "stream"),
                                fields.number("max_length", 1, MAX_STREAM_LENGTH, STREAM_LENGTH));
                    case "channel" -> new Target.Channel(key(fields, "channel"));
                    case "topic" -> topic(fields);
                    default -> webhook(fields);
                };
        Format format = format(fields, target);
        Destination destination = new Destination(
                name,
                target,
                fields.text("filter").map(text -> Filter.parse(fields.path("filter"), text)),
                format,
                fields.word("order_by", List.of("partitionkey", "none"), "partitionkey")
                        .equals("partitionkey"),
                (int) fields.number("in_flight", 1, 1_000, 16),
                fields.duration("timeout", Duration.ofMillis(1), Duration.ofMinutes(5), Duration.ofSeconds(5)),
                fields.duration("retry_for", Duration.ZERO, Duration.ofDays(7), Duration.ofHours(1)),
                batchSize(fields, target, format),
                fields.word("start", List.of("now", "earliest"), "now").equals("earliest"));
        fields.refuseOthers();
        return destination;
    }

    /** Returns the most events of a request: the store and Kafka take many for one round trip, and hand each to who reads by itself. */
    private static int batchSize(Fields fields, Target target, Format format) {
        return switch (target) {
            case Target.Stream stream -> BATCH_SIZE;
            case Target.Topic topic -> BATCH_SIZE;
            case Target.Channel channel -> 1;
            case Target.Webhook webhook ->
                format == Format.BATCHED ? (int) fields.number("batch_size", 1, 1_000, BATCH_SIZE) : 1;
        };
    }

    private static String key(Fields fields, String field) {
        String key = fields.text(field, "the name of a " + field);
        if (key.length() > MAX_KEY) {
            throw Refused.invalid(fields.path(field), "at most " + MAX_KEY + " characters", key);
        }
        return key;
    }

    private static Target topic(Fields fields) {
        String topic = fields.text("topic", "the name of a topic");
        if (!TOPIC.matcher(topic).matches()) {
            throw Refused.invalid(fields.path("topic"), "letters, digits, dots, hyphens and underscores", topic);
        }
        return new Target.Topic(topic);
    }

    private Target webhook(Fields fields) {
        String text = fields.text("url", "http:// or https:// and a host");
        Optional<String> secret = fields.text("secret_env");
        secret.filter(variable -> !VARIABLE.matcher(variable).matches() || !hasVariable.test(variable))
                .ifPresent(variable -> {
                    throw Refused.invalid(
                            fields.path("secret_env"), "a variable of the environment that is set", variable);
                });
        return new Target.Webhook(url(fields.path("url"), text), secret, fields.flag("allow_private"));
    }

    private static URI url(String field, String text) {
        try {
            URI url = new URI(text);
            boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
            if (http && url.getHost() != null && url.getUserInfo() == null && url.getFragment() == null) {
                return url;
            }
        } catch (URISyntaxException e) {
            // refused below
        }
        throw Refused.invalid(field, "http:// or https:// and a host, without user and fragment", text);
    }

    private static Format format(Fields fields, Target target) {
        List<String> words =
                switch (target) {
                    case Target.Webhook webhook -> List.of("structured", "binary", "batched");
                    case Target.Topic topic -> List.of("structured", "binary");
                    case Target.Stream stream -> List.of("structured");
                    case Target.Channel channel -> List.of("structured");
                };
        return switch (fields.word("format", words, "structured")) {
            case "binary" -> Format.BINARY;
            case "batched" -> Format.BATCHED;
            default -> Format.STRUCTURED;
        };
    }
}
