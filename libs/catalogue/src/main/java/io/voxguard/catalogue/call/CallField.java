package io.voxguard.catalogue.call;

import io.voxguard.rules.condition.FieldType;
import io.voxguard.rules.condition.Fields;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A call's own fields: what requests say of it by name, and what conditions of rules name as {@code call.<name>}. A switch over this enum stands wherever a
 * field is read or given, so that a new field does not compile until each of them answers for it.
 */
public enum CallField {
    CALLER("caller", FieldType.STRING, true, "a number as a string"),
    CALLEE("callee", FieldType.STRING, true, "a number as a string"),
    TRUNK("trunk", FieldType.STRING, false, "a string"),
    CALL_ID("call_id", FieldType.STRING, false, "a string"),
    /** Conditions see it in Unix milliseconds. */
    STARTED_AT("started_at", FieldType.INT, false, "RFC 3339 with an offset, as a string");

    private static final Map<String, CallField> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(CallField::label, Function.identity()));

    /** Name before the dot in conditions. */
    static final String OWNER = "call";

    private final String label;
    private final boolean required;
    private final String expectedText;
    private final Fields.Field condition;

    CallField(String label, FieldType type, boolean required, String expectedText) {
        this.label = label;
        this.required = required;
        this.expectedText = expectedText;
        this.condition = new Fields.Field("call." + label, type);
    }

    /** Returns the field of that name in requests; empty for any other name. */
    public static Optional<CallField> named(String label) {
        return Optional.ofNullable(BY_NAME.get(label));
    }

    /** Returns the field that conditions know by that name; empty for any other name. */
    public static Optional<CallField> inConditions(String name) {
        return name.startsWith(OWNER + '.') ? named(name.substring(OWNER.length() + 1)) : Optional.empty();
    }

    /** Returns the names in requests, in the order of the fields. */
    public static List<String> labels() {
        return Arrays.stream(values()).map(CallField::label).toList();
    }

    /** Returns the fields as conditions know them, in the order of the fields. */
    static List<Fields.Field> conditions() {
        return Arrays.stream(values()).map(CallField::condition).toList();
    }

    /** Name in requests. */
    public String label() {
        return label;
    }

    /** Whether every call has it. */
    public boolean isRequired() {
        return required;
    }

    /** The JSON value that a request gives it as, for messages. */
    public String expectedText() {
        return expectedText;
    }

    /** Name and type in conditions. */
    Fields.Field condition() {
        return condition;
    }
}
