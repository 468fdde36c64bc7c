package io.voxguard.serving.rules;

import io.voxguard.rules.condition.FieldType;
import io.voxguard.rules.condition.Values;
import io.voxguard.serving.value.ValueVisitor;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** One call's values by the indices of the fields, filled anew for each call. A value of another kind than the field's leaves the field as it was. */
final class CallValues implements Values {
    private final FieldType[] types;
    private final long[] integers;
    private final double[] reals;
    private final String[] texts;
    private final Taking taking = new Taking();

    CallValues(FieldType[] types) {
        this.types = types;
        this.integers = new long[types.length];
        this.reals = new double[types.length];
        this.texts = new String[types.length];
        Arrays.fill(texts, "");
    }

    @Override
    public long integer(int field) {
        return integers[field];
    }

    @Override
    public double real(int field) {
        return reals[field];
    }

    @Override
    public boolean truth(int field) {
        return integers[field] != 0;
    }

    @Override
    public String text(int field) {
        return texts[field];
    }

    void text(int field, String text) {
        if (types[field] == FieldType.STRING) {
            texts[field] = text;
        }
    }

    /** Resets a field to its default, until a value is taken. */
    void clear(int field, float otherwise) {
        integers[field] = 0;
        reals[field] = 0;
        texts[field] = "";
        number(field, otherwise);
    }

    void integer(int field, long value) {
        integers[field] = value;
        reals[field] = value;
    }

    /** Takes a finite number; where the field is of whole numbers, a whole one. */
    void number(int field, double value) {
        boolean whole = types[field] != FieldType.INT || value == Math.rint(value);
        if (whole && Double.isFinite(value)) {
            reals[field] = value;
            integers[field] = types[field] == FieldType.BOOL && value != 0 ? 1 : (long) value;
        }
    }

    /** Returns the visitor that takes a field's value. */
    ValueVisitor taking(int field) {
        taking.field = field;
        taking.depth = 0;
        return taking;
    }

    private final class Taking implements ValueVisitor {
        private int field;
        /** Of lists and maps, whose elements no field is. */
        private int depth;

        @Override
        public void bool(boolean value) {
            float64(value ? 1 : 0);
        }

        @Override
        public void integer(long value) {
            if (depth == 0) {
                CallValues.this.integer(field, value);
            }
        }

        @Override
        public void float64(double value) {
            if (depth == 0) {
                number(field, value);
            }
        }

        @Override
        public void float32(float value) {
            float64(value);
        }

        @Override
        public void text(byte[] source, int from, int length) {
            if (depth == 0) {
                CallValues.this.text(field, new String(source, from, length, StandardCharsets.UTF_8));
            }
        }

        @Override
        public void beginList() {
            depth++;
        }

        @Override
        public void endList() {
            depth--;
        }

        @Override
        public void beginMap() {
            depth++;
        }

        @Override
        public void endMap() {
            depth--;
        }

        @Override
        public boolean takesScalarMaps() {
            return false;
        }

        // other kinds of values are ignored: the default stays

        @Override
        public void again() {}

        @Override
        public void nothing() {}

        @Override
        public void bytes(byte[] source, int from, int length) {}

        @Override
        public void zonedTimestamp(long seconds, String zone) {}

        @Override
        public void key(byte[] source, int from, int length) {}
    }
}
