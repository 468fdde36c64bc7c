package io.voxguard.catalogue.view;

import java.util.Map;
import java.util.Optional;

/**
 * How rows come into a view.
 *
 * @param pushSource by whose name they are pushed; empty where they are only written by the view's name
 * @param timestampField the column of the event time
 * @param columns by column of a data frame, the feature that it holds, where their names differ
 */
public record Writing(Optional<String> pushSource, String timestampField, Map<String, String> columns) {
    public static final String EVENT_TIMESTAMP = "event_timestamp";

    public Writing {
        columns = Map.copyOf(columns);
    }

    /** The column that holds a feature. */
    public String columnOf(String feature) {
        return columns.entrySet().stream()
                .filter(entry -> entry.getValue().equals(feature))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(feature);
    }
}
