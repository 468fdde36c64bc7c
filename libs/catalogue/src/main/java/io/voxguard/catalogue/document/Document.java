package io.voxguard.catalogue.document;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** A mapping in a YAML file, read field by field. Every getter throws {@link InvalidDocument} when the field is missing or of another type. */
public final class Document {
    private final String where;
    private final Map<?, ?> fields;

    private Document(String where, Map<?, ?> fields) {
        this.where = where;
        this.fields = fields;
    }

    public static Document read(Path file) {
        try {
            Object root = new Load(
                            LoadSettings.builder().setLabel(file.toString()).build())
                    .loadFromString(Files.readString(file));
            return of(file.toString(), root);
        } catch (IOException | YamlEngineException e) {
            throw new InvalidDocument(file + ": cannot be read as YAML: " + e.getMessage(), e);
        }
    }

    private static Document of(String where, @Nullable Object value) {
        if (value instanceof Map<?, ?> fields) {
            return new Document(where, fields);
        }
        throw new InvalidDocument(where + ": expected a mapping, got " + value);
    }

    public String text(String field) {
        Object value = value(field);
        if (value instanceof String text && !text.isBlank()) {
            return text;
        }
        throw wrong(field, "a text", value);
    }

    /** Returns a finite number. @throws InvalidDocument for NaN and infinity */
    public double number(String field) {
        double value = anyNumber(field);
        if (Double.isFinite(value)) {
            return value;
        }
        throw wrong(field, "a finite number", value(field));
    }

    /** Returns a finite number as a float32. @throws InvalidDocument for NaN, infinity, and what becomes infinite as a float32 */
    public float float32(String field) {
        float value = (float) anyNumber(field);
        if (Float.isFinite(value)) {
            return value;
        }
        throw wrong(field, "a finite number that fits float32", value(field));
    }

    /** Returns a finite number as a float32, or NaN. @throws InvalidDocument for infinity, and what becomes infinite as a float32 */
    public float float32OrNaN(String field) {
        return Double.isNaN(anyNumber(field)) ? Float.NaN : float32(field);
    }

    private double anyNumber(String field) {
        Object value = value(field);
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        if (value instanceof Boolean flag) {
            return flag ? 1 : 0;
        }
        throw wrong(field, "a number", value);
    }

    public int integer(String field) {
        Object value = value(field);
        if (value instanceof Integer integer) {
            return integer;
        }
        throw wrong(field, "an integer", value);
    }

    /** Integers of 64 bits. */
    public long[] integers(String field) {
        if (value(field) instanceof List<?> list
                && list.stream().allMatch(item -> item instanceof Integer || item instanceof Long)) {
            return list.stream().mapToLong(item -> ((Number) item).longValue()).toArray();
        }
        throw wrong(field, "a list of integers", value(field));
    }

    /** The names of its fields, in their order. */
    public List<String> names() {
        return fields.keySet().stream().map(String::valueOf).toList();
    }

    public boolean has(String field) {
        return fields.containsKey(field);
    }

    public Document mapping(String field) {
        return of(where + ": " + field, value(field));
    }

    public List<Document> mappings(String field) {
        Object value = value(field);
        if (!(value instanceof List<?> list)) {
            throw wrong(field, "a list", value);
        }
        return list.stream().map(item -> of(where + ": " + field, item)).toList();
    }

    public List<String> texts(String field) {
        if (value(field) instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
            return list.stream().map(String.class::cast).toList();
        }
        throw wrong(field, "a list of texts", value(field));
    }

    /** For what a getter's caller finds wrong with a field's value. */
    public InvalidDocument wrong(String field, String expected, @Nullable Object got) {
        return new InvalidDocument(where + ": " + field + ": expected " + expected + ", got " + got);
    }

    private @Nullable Object value(String field) {
        return fields.get(field);
    }
}
