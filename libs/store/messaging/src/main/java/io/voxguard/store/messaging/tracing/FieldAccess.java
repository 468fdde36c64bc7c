package io.voxguard.store.messaging.tracing;

import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapSetter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads and writes a trace context in fields; that of a CloudEvent may be in its extensions. */
enum FieldAccess implements TextMapGetter<TracedFields>, TextMapSetter<TracedFields> {
    INSTANCE;

    private static final String EXTENSION = "ce_";

    @Override
    public Iterable<String> keys(TracedFields carrier) {
        return carrier.fields().keySet();
    }

    @Override
    public @Nullable String get(@Nullable TracedFields carrier, String key) {
        if (carrier == null) {
            return null;
        }
        byte[] value = carrier.fields().get(key);
        if (value == null) {
            value = carrier.fields().get(EXTENSION + key);
        }
        return value == null ? null : new String(value, StandardCharsets.UTF_8);
    }

    @Override
    public void set(@Nullable TracedFields carrier, String key, String value) {
        if (carrier != null) {
            carrier.fields().put(key, value.getBytes(StandardCharsets.UTF_8));
        }
    }
}
