package io.voxguard.rules.condition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Float32ValuesTest {
    private static final int TRIES = 200_000;

    @ParameterizedTest
    @ValueSource(
            strings = {"0.7", "0.1", "-0.3", "33.3", "1234.567", "0.33333334", "1.0E-7", "8388607.5", "0.67094016"})
    void float32CountsAsItsShortestDecimal(String decimal) {
        assertThat(Float32Values.decimal(Float.parseFloat(decimal))).isEqualTo(Double.parseDouble(decimal));
    }

    @ParameterizedTest
    @ValueSource(
            doubles = {
                0.0,
                1,
                16777215,
                16777216,
                123456792,
                3.4028234663852886E38,
                0.30000000000000004,
                1e300,
                Double.POSITIVE_INFINITY,
                1.401298464324817E-45
            })
    void integersDoublesAndTinyFloatsAreUnchanged(double value) {
        assertThat(Float32Values.decimal(value)).isEqualTo(value);
    }

    @Test
    void decimalEqualsJavasTextOfTheFloat() {
        Random random = seeded();
        for (int i = 0; i < TRIES; i++) {
            float value = random.nextFloat() * (float) Math.pow(10, random.nextInt(-4, 7));
            assertThat(Float32Values.decimal(value)).isEqualTo(Double.parseDouble(Float.toString(value)));
        }
    }

    @Test
    void decimalsKeepTheOrderOfTheirValues() {
        Random random = seeded();
        for (int i = 0; i < TRIES; i++) {
            float value = Float.intBitsToFloat(random.nextInt());
            if (Float.isFinite(value)) {
                assertThat(Float32Values.decimal(value))
                        .isLessThan(Float32Values.decimal(Math.nextUp(value)))
                        .isGreaterThan(Float32Values.decimal(Math.nextDown(value)));
            }
        }
    }

    @Test
    void literalEqualsItsFloat32() throws Exception {
        Random random = seeded();
        ConditionCompiler compiler = new ConditionCompiler(FieldsForTests.FIELDS);
        String field = "caller_rhythm.night_ratio_7d";
        for (int i = 0; i < 1_000; i++) {
            double literal = fraction(random);
            Values stored = new MapValues(FieldsForTests.FIELDS, Map.of(field, (double) (float) literal));
            Values exact = new MapValues(FieldsForTests.FIELDS, Map.of(field, literal));
            Values above = new MapValues(FieldsForTests.FIELDS, Map.of(field, (double) Math.nextUp((float) literal)));
            Condition equal =
                    compiler.compile("%1$s == %2$s && %1$s >= %2$s && %1$s in [%2$s]".formatted(field, literal));
            Condition greater = compiler.compile(literal + " < " + field);
            assertThat(equal.holds(stored)).as("%s", literal).isTrue();
            assertThat(greater.holds(stored)).as("%s", literal).isFalse();
            assertThat(equal.holds(exact)).as("%s", literal).isTrue();
            assertThat(equal.holds(above)).as("%s", literal).isFalse();
            assertThat(greater.holds(above)).as("%s", literal).isTrue();
        }
    }

    /** A number whose float32 has a fraction too. */
    private static double fraction(Random random) {
        double number = random.nextDouble() * Math.pow(10, random.nextInt(-6, 6));
        return Float32Values.isFraction((float) number) ? number : fraction(random);
    }

    private static Random seeded() {
        long seed = Long.getLong("voxguard.seed", System.nanoTime());
        System.out.println("Float32ValuesTest: seed " + seed);
        return new Random(seed);
    }
}
