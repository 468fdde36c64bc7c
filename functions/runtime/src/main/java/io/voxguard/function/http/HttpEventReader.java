package io.voxguard.function.http;

import io.cloudevents.CloudEvent;
import io.vertx.core.MultiMap;
import io.voxguard.function.event.CloudEventReader;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads requests as the HTTP binding of CloudEvents 1.0.2 defines them. Whatever is wrong with one is a RuntimeException that says so. */
final class HttpEventReader {
    private static final String CONTENT_TYPE = "content-type";
    private static final String PREFIX = "ce-";

    private HttpEventReader() {}

    static boolean isBatch(MultiMap headers) {
        return CloudEventReader.mediaType(headers.get(CONTENT_TYPE)).equals(CloudEventReader.JSON_BATCH);
    }

    /** Reads a request that is not a batch. */
    static @Nullable CloudEvent read(MultiMap headers, byte[] body) {
        String mediaType = CloudEventReader.mediaType(headers.get(CONTENT_TYPE));
        return CloudEventReader.isStructured(mediaType)
                ? CloudEventReader.structured(mediaType, body)
                : CloudEventReader.binary(attributes(headers), headers.get(CONTENT_TYPE), body);
    }

    private static Map<String, String> attributes(MultiMap headers) {
        Map<String, String> attributes = new TreeMap<>();
        for (String header : headers.names()) {
            String name = header.toLowerCase(Locale.ROOT);
            if (name.startsWith(PREFIX)) {
                List<String> values = headers.getAll(header);
                if (values.size() > 1) {
                    throw new IllegalArgumentException(name + ": expected one header, got " + values.size());
                }
                attributes.put(name.substring(PREFIX.length()), AttributeValue.decode(name, values.getFirst()));
            }
        }
        return attributes;
    }
}
