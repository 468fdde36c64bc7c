package io.voxguard.serving.view;

import io.voxguard.serving.document.Document;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Period;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A group of features of one kind of entity that are computed, stored and expire together. Its features only ever grow at the end.
 *
 * @param ttl how long after its event time a row still tells something
 */
public record FeatureView(String name, int id, int version, EntityKind entity, Duration ttl, List<Feature> features) {
    public FeatureView {
        features = List.copyOf(features);
    }

    /** The position of a feature in the view's rows; -1 where the view has none of that name. */
    public int indexOf(String feature) {
        for (int i = 0; i < features.size(); i++) {
            if (features.get(i).name().equals(feature)) {
                return i;
            }
        }
        return -1;
    }

    static FeatureView of(Document file) {
        return new FeatureView(
                file.text("view"),
                file.integer("id"),
                file.integer("version"),
                oneOf(EntityKind.class, file, "entity"),
                duration(file),
                features(file));
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
                    oneOf(FeatureType.class, feature, "type"),
                    feature.text("unit"),
                    (float) feature.number("default"),
                    feature.text("meaning")));
        }
        return features;
    }

    private static Duration duration(Document file) {
        String text = file.text("ttl");
        try {
            Duration ttl = text.contains("T")
                    ? Duration.parse(text)
                    : Duration.ofDays(Period.parse(text).getDays());
            if (ttl.isPositive()) {
                return ttl;
            }
        } catch (DateTimeException e) {
            // told below
        }
        throw file.wrong("ttl", "an ISO 8601 duration such as PT2H or P7D", text);
    }

    private static <E extends Enum<E>> E oneOf(Class<E> type, Document file, String field) {
        String text = file.text(field);
        for (E value : type.getEnumConstants()) {
            if (value.name().toLowerCase(Locale.ROOT).equals(text)) {
                return value;
            }
        }
        throw file.wrong(
                field, "one of " + List.of(type.getEnumConstants()).toString().toLowerCase(Locale.ROOT), text);
    }
}
