package io.voxguard.calls;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Types of events of the progress of a call. */
public enum CallEventType {
    STARTED("started"),
    ANSWERED("answered", "answered_at"),
    ENDED("ended", "ended_at", "duration_s", "cause");

    private static final Map<String, CallEventType> BY_TYPE =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(CallEventType::type, Function.identity()));
    private static final Map<String, CallEventType> BY_LABEL =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(CallEventType::label, Function.identity()));

    private final String label;
    private final String type;
    private final String dataSchema;
    private final List<String> fields;

    CallEventType(String label, String... ownFields) {
        this.label = label;
        this.type = "io.voxguard.call." + label + ".v1";
        this.dataSchema = "https://voxguard.io/schemas/call-" + label + ".v1.json";
        this.fields = Stream.concat(
                        Stream.of("call_id", "caller", "callee", "trunk", "caller_location", "started_at"),
                        Arrays.stream(ownFields))
                .toList();
    }

    /** Returns the type of a CloudEvent's {@code type}, as {@code io.voxguard.call.started.v1}; empty for any other. */
    public static Optional<CallEventType> ofCloudEvent(String type) {
        return Optional.ofNullable(BY_TYPE.get(type));
    }

    /** Returns the type of a label, as {@code started}; empty for any other. */
    public static Optional<CallEventType> labelled(String label) {
        return Optional.ofNullable(BY_LABEL.get(label));
    }

    /** Short name, as requests have it. */
    public String label() {
        return label;
    }

    /** The {@code type} of its CloudEvents. */
    public String type() {
        return type;
    }

    /** Names of the fields of its data. */
    public List<String> fields() {
        return fields;
    }

    /** The {@code dataschema} of its CloudEvents. */
    public String dataSchema() {
        return dataSchema;
    }
}
