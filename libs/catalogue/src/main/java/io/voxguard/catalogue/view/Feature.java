package io.voxguard.catalogue.view;

import io.voxguard.catalogue.type.ValueType;
import org.jspecify.annotations.Nullable;

/**
 * One feature of a view.
 *
 * @param defaultValue what rules see when the feature is missing or stale; a model has a default of its own, in its manifest; NaN if the view has none
 * @param meaning one line for people
 * @param compute expression over call events that feature-update computes it by; null if others write it
 */
public record Feature(
        String name,
        ValueType type,
        String unit,
        float defaultValue,
        String meaning,
        @Nullable String compute) {
    /** Feature that others write. */
    public Feature(String name, ValueType type, String unit, float defaultValue, String meaning) {
        this(name, type, unit, defaultValue, meaning, null);
    }
}
