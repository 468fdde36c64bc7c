package io.voxguard.rules.condition;

/** Type of a field's values, by its name in CEL. */
public enum FieldType {
    INT,
    DOUBLE,
    BOOL,
    STRING
}
