package io.voxguard.rules.condition;

/** What a field's values are, in CEL's words. */
public enum FieldType {
    INT,
    DOUBLE,
    BOOL,
    STRING
}
