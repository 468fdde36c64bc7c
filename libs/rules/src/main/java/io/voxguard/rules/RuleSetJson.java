package io.voxguard.rules;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import io.voxguard.rules.Rule.Validity;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Rule sets as JSON in the canonical form of RFC 8785: equal rules give equal bytes. Texts have no control characters ({@link RuleSetCheck}), so only quotes,
 * backslashes, tabs and line ends are escaped. Numbers are integers.
 */
public final class RuleSetJson {
    public static final String FORMAT = "voxguard.rules.v1";

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
            .build();

    private RuleSetJson() {}

    /** Returns the bytes of a set that has been checked. */
    public static byte[] write(RuleSet set) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("format", FORMAT);
            json.writeArrayFieldStart("rules");
            for (Rule rule : set.rules()) {
                write(rule, json);
            }
            json.writeEndArray();
            json.writeStringField("set", set.name());
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to a byte array", e);
        }
        return bytes.toByteArray();
    }

    private static void write(Rule rule, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("action", rule.action().label());
        json.writeStringField("condition", rule.condition());
        json.writeStringField("id", rule.id());
        json.writeStringField("name", rule.name());
        json.writeStringField("owner", rule.owner());
        json.writeNumberField("priority", rule.priority());
        json.writeStringField("typology", rule.typology());
        if (rule.validity().hasStart()) {
            json.writeNumberField("valid_from", rule.validity().fromMs());
        }
        if (rule.validity().hasEnd()) {
            json.writeNumberField("valid_to", rule.validity().toMs());
        }
        json.writeEndObject();
    }

    /**
     * Reads a set and skips unknown fields. The values of the rules are not checked.
     *
     * @throws InvalidRules if the bytes are not a rule set of this format
     */
    public static RuleSet read(byte[] bytes) throws InvalidRules {
        try (JsonParser json = JSON.createParser(bytes)) {
            expect(json.nextToken() == JsonToken.START_OBJECT, "snapshot", "an object", json);
            String format = "";
            String set = "";
            List<Rule> rules = new ArrayList<>();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                json.nextToken();
                switch (field) {
                    case "format" -> format = text(json, field);
                    case "set" -> set = text(json, field);
                    case "rules" -> readRules(json, rules);
                    default -> json.skipChildren();
                }
            }
            if (!format.equals(FORMAT)) {
                throw new InvalidRules("", "format", FORMAT, "'" + format + "'");
            }
            expect(json.nextToken() == null, "snapshot", "nothing after the object", json);
            return new RuleSet(set, rules);
        } catch (IOException e) {
            throw new InvalidRules("", "snapshot", "JSON", String.valueOf(e.getMessage()));
        }
    }

    private static void readRules(JsonParser json, List<Rule> rules) throws IOException, InvalidRules {
        expect(json.currentToken() == JsonToken.START_ARRAY, "rules", "an array", json);
        while (json.nextToken() != JsonToken.END_ARRAY) {
            expect(json.currentToken() == JsonToken.START_OBJECT, "rules[" + rules.size() + "]", "an object", json);
            rules.add(readRule(json));
        }
    }

    private static Rule readRule(JsonParser json) throws IOException, InvalidRules {
        Map<String, String> texts = new HashMap<>();
        Map<String, Long> numbers = new HashMap<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            JsonToken value = json.nextToken();
            if (value == JsonToken.VALUE_STRING) {
                texts.put(field, json.getText());
            } else if (value == JsonToken.VALUE_NUMBER_INT) {
                numbers.put(field, json.getLongValue());
            } else {
                json.skipChildren();
            }
        }
        String id = texts.getOrDefault("id", "");
        String action = required(texts, id, "action");
        Long priority = numbers.get("priority");
        if (priority == null || priority != priority.intValue()) {
            throw new InvalidRules(id, "priority", "an integer", String.valueOf(priority));
        }
        return new Rule(
                required(texts, id, "id"),
                texts.getOrDefault("name", ""),
                texts.getOrDefault("owner", ""),
                texts.getOrDefault("typology", ""),
                required(texts, id, "condition"),
                RuleAction.labelled(action)
                        .orElseThrow(() ->
                                new InvalidRules(id, "action", "allow, review, block or flag", "'" + action + "'")),
                priority.intValue(),
                new Validity(
                        numbers.getOrDefault("valid_from", Validity.ALWAYS.fromMs()),
                        numbers.getOrDefault("valid_to", Validity.ALWAYS.toMs())));
    }

    private static String required(Map<String, String> texts, String id, String field) throws InvalidRules {
        String text = texts.get(field);
        if (text == null) {
            throw new InvalidRules(id, field, "a string", "none");
        }
        return text;
    }

    private static String text(JsonParser json, String field) throws IOException, InvalidRules {
        expect(json.currentToken() == JsonToken.VALUE_STRING, field, "a string", json);
        return json.getText();
    }

    private static void expect(boolean holds, String field, String expected, JsonParser json) throws InvalidRules {
        if (!holds) {
            throw new InvalidRules("", field, expected, String.valueOf(json.currentToken()));
        }
    }
}
