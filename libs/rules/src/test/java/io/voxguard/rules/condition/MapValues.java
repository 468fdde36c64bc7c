package io.voxguard.rules.condition;

import java.util.Map;
import java.util.Objects;

/** Values from a map by name, for tests. */
public record MapValues(Fields fields, Map<String, Object> values) implements Values {
    @Override
    public long integer(int field) {
        return ((Number) value(field)).longValue();
    }

    @Override
    public double real(int field) {
        return ((Number) value(field)).doubleValue();
    }

    @Override
    public boolean truth(int field) {
        return (Boolean) value(field);
    }

    @Override
    public String text(int field) {
        return (String) value(field);
    }

    private Object value(int field) {
        String name = fields.all().get(field).name();
        return Objects.requireNonNull(values.get(name), name);
    }
}
