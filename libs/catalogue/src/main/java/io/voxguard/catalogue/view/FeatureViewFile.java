package io.voxguard.catalogue.view;

import io.voxguard.catalogue.document.Document;
import io.voxguard.catalogue.type.ValueType;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Period;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads a view's file; {@code models/README.md} describes its fields. */
final class FeatureViewFile {
    private FeatureViewFile() {}

    static FeatureView read(Document file) {
        Layout layout = layout(file);
        List<JoinKey> joinKeys = joinKeys(file);
        List<Feature> features = features(file);
        if (layout instanceof Layout.Packed) {
            for (Feature feature : features) {
                if (!feature.type().isPacked()) {
                    throw file.wrong(
                            "layout",
                            "feast for a view with " + feature.name() + " of "
                                    + feature.type().label() + ": packed rows hold float32, int32 and bool",
                            "packed");
                }
            }
        }
        Writing writing = new Writing(
                file.has("push_source") ? Optional.of(file.text("push_source")) : Optional.empty(),
                file.has("timestamp_field") ? file.text("timestamp_field") : Writing.EVENT_TIMESTAMP,
                Map.of());
        return new FeatureView(file.text("view"), joinKeys, duration(file), features, layout, writing);
    }

    static List<Feature> features(Document file) {
        List<Feature> features = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Document feature : file.mappings("features")) {
            String name = feature.text("name");
            if (!names.add(name)) {
                throw feature.wrong("name", "each name once", name);
            }
            features.add(new Feature(
                    name,
                    type(feature),
                    feature.text("unit"),
                    feature.has("default") ? feature.float32("default") : Float.NaN,
                    feature.text("meaning"),
                    feature.has("compute") ? feature.text("compute") : null));
        }
        return features;
    }

    private static ValueType type(Document file) {
        return ValueType.named(file.text("type"))
                .orElseThrow(() -> file.wrong("type", "one of " + ValueType.labels(), file.text("type")));
    }

    private static Layout layout(Document file) {
        String layout = file.has("layout") ? file.text("layout") : "packed";
        return switch (layout) {
            case "packed" -> new Layout.Packed(file.integer("id"), file.integer("version"));
            case "feast" ->
                new Layout.FeastHash(
                        file.text("project"),
                        file.text("view"),
                        file.has("key_serialization") ? keySerialization(file) : 3);
            default -> throw file.wrong("layout", "packed or feast", layout);
        };
    }

    private static int keySerialization(Document file) {
        int version = file.integer("key_serialization");
        if (version != 2 && version != 3) {
            throw file.wrong("key_serialization", "2 or 3", version);
        }
        return version;
    }

    /** {@code entity: caller} for short, or {@code join_keys} with a name, a type and, where it is another, the party of a call. */
    private static List<JoinKey> joinKeys(Document file) {
        if (!file.has("join_keys")) {
            EntityKind party = party(file, "entity");
            return List.of(new JoinKey(party.label(), ValueType.STRING, party));
        }
        List<JoinKey> joinKeys = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Document key : file.mappings("join_keys")) {
            if (!names.add(key.text("name"))) {
                throw key.wrong("name", "each name once", key.text("name"));
            }
            ValueType type = type(key);
            if (!type.isKey()) {
                throw key.wrong("type", "string, bytes, int32, int64 or unix_timestamp", type.label());
            }
            joinKeys.add(
                    key.has("party")
                            ? new JoinKey(key.text("name"), type, party(key, "party"))
                            : JoinKey.named(key.text("name"), type));
        }
        return joinKeys;
    }

    private static EntityKind party(Document file, String field) {
        String text = file.text(field);
        for (EntityKind kind : EntityKind.values()) {
            if (kind.label().equals(text)) {
                return kind;
            }
        }
        throw file.wrong(
                field, "one of " + List.of(EntityKind.values()).toString().toLowerCase(Locale.ROOT), text);
    }

    private static Duration duration(Document file) {
        String text = file.text("ttl");
        try {
            Duration ttl = text.contains("T") ? Duration.parse(text) : days(Period.parse(text));
            if (ttl.isPositive()) {
                return ttl;
            }
        } catch (DateTimeException e) {
            // told below
        }
        throw file.wrong("ttl", "an ISO 8601 duration such as PT2H or P7D", text);
    }

    /** Returns zero for a period with months or years, whose length depends on when it begins. */
    private static Duration days(Period period) {
        return period.toTotalMonths() == 0 ? Duration.ofDays(period.getDays()) : Duration.ZERO;
    }
}
