package io.voxguard.fanout.event;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.jackson.JsonCloudEventData;
import io.cloudevents.jackson.JsonFormat;
import io.voxguard.crypto.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An event on its way to destinations.
 *
 * @param structured the event in structured mode, as the log and most destinations have it
 */
@SuppressWarnings("ArrayRecordComponent") // passed on, never compared
public record FanoutEvent(CloudEvent event, byte[] structured) {
    /** Extension attribute of CloudEvents Partitioning. */
    public static final String PARTITION_KEY = "partitionkey";

    /** Extension attribute of an event that is delivered by a replay: the replay's id. */
    public static final String REPLAY = "replay";

    private static final JsonFormat FORMAT = new JsonFormat();
    private static final Pattern JSON_TYPE =
            Pattern.compile("(application|text)/([a-zA-Z]+\\+)?json(;.*)?", Pattern.DOTALL);
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /**
     * Returns the event with its structured form.
     *
     * @throws IllegalArgumentException if its data is not the JSON that it claims to be: it is put into the structured form as it is
     */
    public static FanoutEvent of(CloudEvent event) {
        CloudEventData data = event.getData();
        if (data != null && !(data instanceof JsonCloudEventData) && isJson(event.getDataContentType())) {
            checkJson(data.toBytes());
        }
        return new FanoutEvent(event, FORMAT.serialize(event));
    }

    /** Returns whether {@link JsonFormat} takes data of this type for JSON, which it is if there is none. */
    static boolean isJson(@Nullable String contentType) {
        return contentType == null || JSON_TYPE.matcher(contentType).matches();
    }

    private static void checkJson(byte[] data) {
        try {
            if (JSON.readTree(data).isMissingNode()) {
                throw new IllegalArgumentException("nothing");
            }
        } catch (IOException e) {
            throw new IllegalArgumentException(String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Reads a record of the log.
     *
     * @throws RuntimeException if it is not an event
     */
    public static FanoutEvent read(byte[] structured) {
        CloudEvent event = StoredEvent.read(structured);
        if (event == null) {
            throw new IllegalArgumentException("event: expected a CloudEvent, got null");
        }
        return new FanoutEvent(event, structured);
    }

    /**
     * Returns the event with the extension attribute {@link #REPLAY}. The rest of the structured form stays as it is, byte by byte: numbers are not written anew.
     *
     * @param replay made of letters, digits and hyphens
     */
    public FanoutEvent replayed(String replay) {
        CloudEvent marked =
                CloudEventBuilder.from(event).withExtension(REPLAY, replay).build();
        if (event.getExtension(REPLAY) != null) {
            return new FanoutEvent(marked, FORMAT.serialize(marked));
        }
        int begin = 0;
        while (structured[begin] != '{') {
            begin++; // space may precede it
        }
        byte[] attribute = ("\"" + REPLAY + "\":\"" + replay + "\",").getBytes(StandardCharsets.US_ASCII);
        ByteArrayOutputStream out = new ByteArrayOutputStream(structured.length + attribute.length);
        out.write(structured, 0, begin + 1);
        out.writeBytes(attribute);
        out.write(structured, begin + 1, structured.length - begin - 1);
        return new FanoutEvent(marked, out.toByteArray());
    }

    /** Returns a text of bounded length that is the same for an event and its repetitions: made of {@code source} and {@code id}. */
    public String identity() {
        return Sha256.hex((event.getSource() + "\0" + event.getId()).getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the key within which events are kept in order: the partition key, else the subject, else the id. */
    public String orderingKey() {
        Object key = event.getExtension(PARTITION_KEY);
        if (key != null) {
            return key.toString();
        }
        return event.getSubject() == null ? event.getId() : event.getSubject();
    }
}
