package io.voxguard.rules.condition;

import io.voxguard.rules.condition.Fields.Field;
import java.util.ArrayList;
import java.util.List;

/** Some of the project's fields. */
public final class FieldsForTests {
    public static final Fields FIELDS = fields();

    private FieldsForTests() {}

    private static Fields fields() {
        List<Field> fields = new ArrayList<>(List.of(
                new Field("call.call_id", FieldType.STRING),
                new Field("call.caller", FieldType.STRING),
                new Field("call.callee", FieldType.STRING),
                new Field("call.trunk", FieldType.STRING),
                new Field("call.started_at", FieldType.INT)));
        fields.addAll(List.of(
                new Field("caller_velocity.calls_1h", FieldType.INT),
                new Field("caller_velocity.calls_5m", FieldType.INT),
                new Field("caller_geography.premium_ratio_24h", FieldType.DOUBLE),
                new Field("caller_geography.sequential_ratio_1h", FieldType.DOUBLE),
                new Field("caller_rhythm.night_ratio_7d", FieldType.DOUBLE),
                new Field("caller_rhythm.mean_duration_s_24h", FieldType.DOUBLE),
                new Field("request.night", FieldType.BOOL),
                new Field("request.international", FieldType.BOOL),
                new Field("request.callee_category", FieldType.INT)));
        return new Fields(fields);
    }
}
