package io.voxguard.rules.condition;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The fields that conditions may name: those of the call, and features as {@code view.feature}. A field's index is its place in the order in which the fields were
 * given. Immutable.
 */
public final class Fields {
    private final Map<String, Integer> indices = new LinkedHashMap<>();
    private final List<Field> fields;

    /** @throws IllegalArgumentException when two have one name */
    public Fields(List<Field> fields) {
        this.fields = List.copyOf(fields);
        for (Field field : fields) {
            if (indices.put(field.name(), indices.size()) != null) {
                throw new IllegalArgumentException("field " + field.name() + ": duplicate field");
            }
        }
    }

    public List<Field> all() {
        return fields;
    }

    public int size() {
        return fields.size();
    }

    /** The index of a field that is known. */
    int index(String name) {
        Integer index = indices.get(name);
        if (index == null) {
            throw new IllegalArgumentException(name + ": no such field");
        }
        return index;
    }

    /** A name and what its values are. */
    public record Field(String name, FieldType type) {}
}
