package io.voxguard.store.messaging.streams;

import io.smallrye.reactive.messaging.ce.CloudEventMetadata;
import io.voxguard.store.messaging.cloudevents.CloudEventDecoder;
import io.voxguard.store.messaging.setting.Setting;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * Place of the key that orders entries.
 *
 * @param attribute whether it is an attribute of the CloudEvent, not a field
 * @param name of the field or the attribute; empty: entries have no key
 */
record KeyOfEntry(boolean attribute, String name) {
    /** Entries have no key, and no order. */
    static final KeyOfEntry NONE = new KeyOfEntry(false, "");

    private static final String ATTRIBUTE = "ce:";

    static KeyOfEntry of(Setting setting, Optional<String> text) {
        String given = text.orElse("");
        boolean attribute = given.startsWith(ATTRIBUTE);
        String name = attribute ? given.substring(ATTRIBUTE.length()) : given;
        if (name.isBlank()) {
            throw setting.refused(
                    "the name of a field, or ce: and that of a CloudEvent's attribute",
                    given.isEmpty() ? "nothing" : given);
        }
        return new KeyOfEntry(attribute, name);
    }

    /** Returns the key of an entry; empty if the entry has no key, or cannot be read as a CloudEvent. */
    Optional<String> read(Map<String, byte[]> fields, CloudEventDecoder decoder) {
        if (!attribute) {
            return Optional.ofNullable(fields.get(name)).map(value -> new String(value, StandardCharsets.UTF_8));
        }
        try {
            return decoder.decode(fields).event().flatMap(this::attributeOf);
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // it fails when it is delivered
        }
    }

    private Optional<String> attributeOf(CloudEventMetadata<?> event) {
        return switch (name) {
            case CloudEventMetadata.CE_ATTRIBUTE_SUBJECT -> event.getSubject();
            case CloudEventMetadata.CE_ATTRIBUTE_SOURCE ->
                Optional.of(event.getSource().toString());
            case CloudEventMetadata.CE_ATTRIBUTE_TYPE -> Optional.of(event.getType());
            case CloudEventMetadata.CE_ATTRIBUTE_ID -> Optional.of(event.getId());
            default -> event.getExtension(name).map(String::valueOf);
        };
    }
}
