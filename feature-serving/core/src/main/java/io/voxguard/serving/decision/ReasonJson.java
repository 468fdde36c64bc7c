package io.voxguard.serving.decision;

import com.fasterxml.jackson.core.JsonGenerator;
import io.voxguard.serving.vector.OrdinaryRange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Reasons as a JSON array. */
public final class ReasonJson {
    /** Whether a reason has the range of values that is ordinary for its feature. */
    public enum Ranges {
        INCLUDED,
        LEFT_OUT
    }

    private ReasonJson() {}

    public static void write(JsonGenerator json, List<? extends Reason> reasons, Ranges ranges) throws IOException {
        Fields fields = new Fields(json, ranges);
        json.writeStartArray();
        for (Reason reason : reasons) {
            json.writeStartObject();
            reason.writeTo(fields);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private record Fields(JsonGenerator json, Ranges ranges) implements ReasonFields {
        @Override
        public void text(String name, String value) {
            try {
                json.writeStringField(name, value);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void number(String name, float value) {
            try {
                if (Float.isFinite(value)) {
                    json.writeNumberField(name, value);
                } else {
                    json.writeNullField(name); // a default may be NaN, which JSON has no number for
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void range(String name, OrdinaryRange range) {
            if (ranges == Ranges.LEFT_OUT) {
                return;
            }
            try {
                json.writeObjectFieldStart(name);
                number("low", range.low());
                number("median", range.median());
                number("high", range.high());
                json.writeEndObject();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
