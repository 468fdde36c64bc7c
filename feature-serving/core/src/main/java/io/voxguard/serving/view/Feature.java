package io.voxguard.serving.view;

import io.voxguard.serving.value.ValueType;

/**
 * One feature of a view.
 *
 * @param defaultValue what a model sees when the feature is missing
 * @param meaning one line for people
 */
public record Feature(String name, ValueType type, String unit, float defaultValue, String meaning) {}
