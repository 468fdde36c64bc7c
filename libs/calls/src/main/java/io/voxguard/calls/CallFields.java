package io.voxguard.calls;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.voxguard.problem.Refused;
import io.voxguard.text.UnicodeText;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Fields of an event as they were given, before they are checked. A field that is null is absent.
 *
 * @param given by name: a text, a {@link Long}, a {@link Decimal}, an {@link Other}, or the fields of {@code caller_location}, with their full names
 */
public record CallFields(Map<String, Object> given) {
    static final String CALLER_LOCATION = "caller_location";
    static final String LATITUDE = CALLER_LOCATION + ".latitude";
    static final String LONGITUDE = CALLER_LOCATION + ".longitude";

    private static final String LOCATION_EXPECTED = "an object with latitude and longitude";
    private static final List<String> LOCATION_FIELDS = List.of(LATITUDE, LONGITUDE);

    /** Number with a fraction or an exponent. */
    record Decimal(double value, String shown) {
        @Override
        public String toString() {
            return shown;
        }
    }

    /** Value of a type that no field has, as it is shown in messages. */
    record Other(String shown) {
        @Override
        public String toString() {
            return shown;
        }
    }

    /**
     * Reads the fields of an object. The parser stands on its start, and afterwards on its end.
     *
     * @throws Refused if a field is given twice, or a text has half of a surrogate pair
     */
    public static CallFields read(JsonParser json) throws IOException {
        return read(json, "");
    }

    /** @param path what the names of the fields begin with; empty for those of the event itself */
    private static CallFields read(JsonParser json, String path) throws IOException {
        Map<String, Object> given = new LinkedHashMap<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = path + json.currentName();
            json.nextToken();
            Object value = value(json, name);
            if (value != null && given.put(name, value) != null) {
                throw Refused.invalid(UnicodeText.shown(name), "one field", "a duplicate field");
            }
        }
        return new CallFields(given);
    }

    private static @Nullable Object value(JsonParser json, String name) throws IOException {
        return switch (json.currentToken()) {
            case VALUE_NULL -> null;
            case VALUE_STRING -> wellFormed(json.getText(), name);
            case VALUE_NUMBER_INT ->
                json.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                        ? new Other(json.getText())
                        : (Object) json.getLongValue();
            case VALUE_NUMBER_FLOAT -> new Decimal(json.getDoubleValue(), json.getText());
            case START_OBJECT ->
                name.equals(CALLER_LOCATION) ? read(json, CALLER_LOCATION + '.') : skipped(json, "an object");
            case START_ARRAY -> skipped(json, "a list");
            default -> new Other(json.getText());
        };
    }

    private static Other skipped(JsonParser json, String shown) throws IOException {
        json.skipChildren();
        return new Other(shown);
    }

    private static String wellFormed(String text, String name) {
        if (UnicodeText.isWellFormed(text)) {
            return text;
        }
        throw Refused.invalid(UnicodeText.shown(name), UnicodeText.EXPECTED, quoted(UnicodeText.shown(text)));
    }

    /** Returns these fields and one more; it takes the place of one of the same name. */
    public CallFields with(String name, String text) {
        Map<String, Object> more = new LinkedHashMap<>(given);
        more.put(name, text);
        return new CallFields(more);
    }

    /** Refuses fields that have other names than these, and other fields of {@code caller_location} than its own. */
    public void refuseOthers(List<String> names) {
        for (String name : given.keySet()) {
            if (!names.contains(name)) {
                throw Refused.invalid(
                        UnicodeText.shown(name), "one of " + String.join(", ", names), "an unknown field");
            }
        }
        if (given.get(CALLER_LOCATION) instanceof CallFields location) {
            location.refuseOthers(LOCATION_FIELDS);
        }
    }

    /** Returns the fields of {@code caller_location}; empty if it is absent. @throws Refused if it is no object */
    Optional<CallFields> callerLocation() {
        Object value = given.get(CALLER_LOCATION);
        if (value == null || value instanceof CallFields) {
            return Optional.ofNullable((CallFields) value);
        }
        throw Refused.invalid(CALLER_LOCATION, LOCATION_EXPECTED, shown(value));
    }

    /** Returns degrees from {@code -max} to {@code max}. @throws Refused if the field is absent, or anything else */
    double degrees(String name, int max) {
        Object value = given.get(name);
        double degrees =
                switch (value) {
                    case Long whole -> whole;
                    case Decimal decimal -> decimal.value();
                    case null, default -> Double.NaN;
                };
        if (Math.abs(degrees) <= max) {
            return degrees;
        }
        throw Refused.invalid(name, "degrees from -" + max + " to " + max, shown(value));
    }

    /** Returns a text; empty if the field is absent. @throws Refused if it is no text */
    public Optional<String> text(String name, String expected) {
        Object value = given.get(name);
        if (value == null || value instanceof String) {
            return Optional.ofNullable((String) value);
        }
        throw Refused.invalid(name, expected, value.toString());
    }

    /** Returns an integer. @throws Refused if the field is absent, or no integer of 64 bits */
    long integer(String name, String expected) {
        Object value = given.get(name);
        if (value instanceof Long number) {
            return number;
        }
        throw Refused.invalid(name, expected, shown(value));
    }

    /**
     * Checks the fields and makes an event of them.
     *
     * @param now what is the latest time follows from it
     * @throws Refused if a field is not what it should be
     */
    public CallProgress progress(CallEventType type, Instant now) {
        return new CallFieldChecks(this, now).progress(type);
    }

    static String shown(@Nullable Object value) {
        return switch (value) {
            case null -> "nothing";
            case String text -> quoted(text);
            default -> value.toString();
        };
    }

    private static String quoted(String text) {
        return '"' + text + '"';
    }
}
