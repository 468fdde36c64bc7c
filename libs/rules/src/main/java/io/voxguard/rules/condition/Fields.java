package io.voxguard.rules.condition;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Fields that conditions may name: those of the call, and features as {@code view.feature}. The index of a field is its position in the list. Immutable.
 */
public final class Fields {
    private final Map<String, Integer> indices = new LinkedHashMap<>();
    private final List<Field> fields;

    /** @throws IllegalArgumentException if two fields have the same name */
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

    /** Returns the index of a known field. */
    int index(String name) {
        Integer index = indices.get(name);
        if (index == null) {
            throw new IllegalArgumentException("field " + name + ": unknown field");
        }
        return index;
    }

    /** Field with its qualified name and the type of its values. */
    public record Field(String name, FieldType type) {}
}
