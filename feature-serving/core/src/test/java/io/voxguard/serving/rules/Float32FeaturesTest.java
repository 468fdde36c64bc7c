package io.voxguard.serving.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.voxguard.rules.condition.Condition;
import io.voxguard.rules.condition.ConditionCompiler;
import io.voxguard.rules.condition.FieldType;
import io.voxguard.rules.condition.Fields;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Features as the store has them, before conditions as people write them. */
class Float32FeaturesTest {
    private static final Fields FIELDS =
            new Fields(List.of(new Fields.Field("caller_rhythm.night_ratio_7d", FieldType.DOUBLE)));

    @ParameterizedTest
    @CsvSource({
        "0.7, >= 0.7, true",
        "0.7, == 0.7, true",
        "0.7, < 0.7, false",
        "0.7, in [0.7], true",
        "0.7, * 100.0 >= 70.0, true",
        "0.3, > 0.3, false",
        "0.8333333, >= 0.8333333333333334, true",
        "16777216, < 16777217.0, true",
        "3.4e38, < 1e39, true"
    })
    void storedFloat32ComparesLikeTheDecimalThatWasWritten(float stored, String comparison, boolean expected)
            throws Exception {
        Condition condition = new ConditionCompiler(FIELDS).compile("caller_rhythm.night_ratio_7d " + comparison);
        CallValues fromStore = values();
        fromStore.taking(0).float32(stored);
        assertThat(condition.holds(fromStore)).isEqualTo(expected);
        CallValues fromRequest = values();
        fromRequest.number(0, stored);
        assertThat(condition.holds(fromRequest)).isEqualTo(expected);
    }

    private static CallValues values() {
        FieldType[] types = new FieldType[1];
        Arrays.fill(types, FieldType.DOUBLE);
        return new CallValues(types);
    }
}
