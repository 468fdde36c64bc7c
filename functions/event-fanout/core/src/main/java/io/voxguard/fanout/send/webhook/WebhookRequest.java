package io.voxguard.fanout.send.webhook;

import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import io.voxguard.crypto.Sha256;
import io.voxguard.fanout.destination.Format;
import io.voxguard.fanout.event.FanoutEvent;
import io.voxguard.fanout.send.AttributeText;
import io.voxguard.function.event.CloudEventReader;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A request before it is signed.
 *
 * @param id of the event; of a batch, the same for the same events alone
 */
@SuppressWarnings("ArrayRecordComponent") // passed on, never compared
record WebhookRequest(String id, Map<String, String> headers, byte[] body) {

    static WebhookRequest of(List<FanoutEvent> events, Format format) {
        FanoutEvent first = events.getFirst();
        String id = AttributeText.inHeader(first.event().getId());
        return switch (format) {
            case STRUCTURED -> new WebhookRequest(id, contentType(CloudEventReader.JSON), first.structured());
            case BINARY -> binary(id, first.event());
            case BATCHED ->
                new WebhookRequest(
                        events.size() == 1 ? id : batchId(events),
                        contentType(CloudEventReader.JSON_BATCH),
                        array(events));
        };
    }

    /** Receivers take requests with one id for repetitions: another set of events must have another. */
    private static String batchId(List<FanoutEvent> events) {
        String identities = events.stream().map(FanoutEvent::identity).collect(Collectors.joining());
        return "batch-"
                + Sha256.hex(identities.getBytes(StandardCharsets.US_ASCII)).substring(0, 32);
    }

    private static Map<String, String> contentType(String type) {
        return Map.of("Content-Type", type);
    }

    private static WebhookRequest binary(String id, CloudEvent event) {
        Map<String, String> headers = new LinkedHashMap<>();
        event.getAttributeNames().forEach(name -> put(headers, name, event.getAttribute(name)));
        event.getExtensionNames().forEach(name -> put(headers, name, event.getExtension(name)));
        CloudEventData data = event.getData();
        return new WebhookRequest(id, headers, data == null ? new byte[0] : data.toBytes());
    }

    private static void put(Map<String, String> headers, String name, @Nullable Object value) {
        String text = AttributeText.of(value);
        if (name.equals("datacontenttype")) {
            headers.put("Content-Type", text.replaceAll("[^\\x20-\\x7e]", ""));
        } else {
            headers.put("ce-" + name, AttributeText.inHeader(text));
        }
    }

    private static byte[] array(List<FanoutEvent> events) {
        ByteArrayOutputStream array = new ByteArrayOutputStream();
        char before = '[';
        for (FanoutEvent event : events) {
            array.write(before);
            array.writeBytes(event.structured());
            before = ',';
        }
        array.write(']');
        return array.toByteArray();
    }
}
