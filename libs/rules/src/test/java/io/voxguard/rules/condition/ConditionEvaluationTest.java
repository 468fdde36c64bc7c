package io.voxguard.rules.condition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voxguard.rules.condition.Fields.Field;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every operator over every type that it accepts. */
class ConditionEvaluationTest {
    private static final Fields FIELDS = new Fields(List.of(
            new Field("v.i", FieldType.INT),
            new Field("v.j", FieldType.INT),
            new Field("v.d", FieldType.DOUBLE),
            new Field("v.e", FieldType.DOUBLE),
            new Field("v.b", FieldType.BOOL),
            new Field("v.c", FieldType.BOOL),
            new Field("v.s", FieldType.STRING),
            new Field("v.t", FieldType.STRING)));
    private static final ConditionCompiler COMPILER = new ConditionCompiler(FIELDS);
    private static final Map<String, Object> VALUES = Map.of(
            "v.i", 6L, "v.j", -4L, "v.d", 1.5, "v.e", 0.0, "v.b", true, "v.c", false, "v.s", "+4420", "v.t", "äß𝒳");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "v.i == 6",
                "v.i != 7",
                "v.j < v.i",
                "v.i <= 6",
                "v.i > v.j",
                "v.i >= 6",
                "v.i + v.j == 2",
                "v.i - v.j == 10",
                "v.i * v.j == -24",
                "v.i / v.j == -1", // towards zero
                "v.j / 3 == -1",
                "v.j % 3 == -1", // with the sign of the dividend
                "v.i % v.j == 2",
                "-v.i == -6",
                "-(-v.i) == 6",
                "v.i - -1 == 7",
                "v.i in [1, 6]",
                "v.j in [-4]",
                "!(v.i in [])",
                "int(v.i) == 6",
                "int(v.d) == 1", // towards zero
                "int(-v.d) == -1",
                "double(v.i) == 6.0",
                "double(v.d) == 1.5",
                "v.d == 1.5",
                "v.d != 1.0",
                "v.e < v.d",
                "v.d <= 1.5",
                "v.d > 1.25",
                "v.d >= v.d",
                "2.0 > v.d",
                "2.0 >= v.d",
                "1.0 < v.d",
                "1.0 <= v.d",
                "1.5 == v.d",
                "1.0 != v.d",
                "v.d + 1.0 == 2.5",
                "v.d - 1.0 == 0.5",
                "v.d * 2.0 == 3.0",
                "v.d / 2.0 == 0.75",
                "v.d / v.e > 1e308", // IEEE 754: infinity
                "-v.d / v.e < -1e308",
                "!(v.e / v.e == v.e / v.e)", // NaN
                "v.e / v.e != v.e / v.e",
                "!(v.e / v.e < 1.0) && !(v.e / v.e >= 1.0)",
                "v.e == -v.e",
                "v.d in [0.5, 1.5]",
                "v.d + 0.0 in [1.5]",
                "!(v.e / v.e in [0.0])",
                "-v.d == -1.5",
                "v.s == '+4420'",
                "v.s != '+442'",
                "'+44' < v.s",
                "v.s <= '+4420'",
                "v.s > '+4419'",
                "v.s >= '+442'",
                "v.s + 'x' == '+4420x'",
                "v.s in ['', '+4420']",
                "v.s.startsWith('+44')",
                "v.s.startsWith('')",
                "!v.s.startsWith('44')",
                "v.s.endsWith('20')",
                "v.s.contains('442')",
                "!v.s.contains('24')",
                "size(v.s) == 5",
                "v.t.size() == 3", // code points
                "size('a' + v.t) == 4",
                "v.b",
                "!v.c",
                "!!v.b",
                "v.b == true",
                "v.b != v.c",
                "(v.i > 1) == v.b",
                "v.b && !v.c",
                "v.c || v.b",
                "v.b ? v.b : v.c",
                "(v.c ? 1 : 2) == 2",
                "(v.b ? 0.5 : 1.5) == 0.5",
                "(v.b ? v.s : v.t) == '+4420'",
                "v.c ? v.c : v.c ? v.c : v.b",
                "true",
                "!false",
            })
    void conditionHolds(String condition) throws Exception {
        assertThat(COMPILER.compile(condition).holds(new MapValues(FIELDS, VALUES)))
                .isTrue();
        assertThat(COMPILER.compile("!(" + condition + ")").holds(new MapValues(FIELDS, VALUES)))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "'\\n', 10",
        "'\\r', 13",
        "'\\t', 9",
        "'\\\\', 92",
        "'\\\"', 34",
        "'\\u0041', 65",
        "'\\U0001d4b3', 119987"
    })
    void escapesStandForTheirCharacters(String escape, int codePoint) throws Exception {
        Map<String, Object> values = Map.of("v.s", Character.toString(codePoint));

        assertThat(COMPILER.compile("v.s == \"" + escape + "\"").holds(new MapValues(FIELDS, values)))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "v.i / 0 == 0",
                "v.i % 0 == 0",
                "-9223372036854775808 / (v.j + 3) == 0",
                "-9223372036854775808 % (v.j + 3) == 0",
                "-(v.j - 9223372036854775804) == 0",
                "9223372036854775807 + v.i == 0",
                "-9223372036854775808 + v.j == 0",
                "-9223372036854775808 - v.i == 0",
                "4611686018427387904 * v.j == 0",
                "int(v.d / v.e) == 0",
                "int(v.e / v.e) == 0",
                "int(v.d * 1e19) == 0",
                "int(-9223372036854775808.0) == 0",
                "v.b && 1 / (v.i - 6) == 0",
                "1 / (v.i - 6) == 0 && v.b",
                "v.c || 1 / (v.i - 6) == 0",
                "1 / (v.i - 6) == 0 || v.c",
                "1 / (v.i - 6) == 0 || 1 % (v.i - 6) == 0",
                "(1 / (v.i - 6) == 0) == v.b",
                "1 / (v.i - 6) == 0 ? v.b : v.b",
                "v.b ? 1 / (v.i - 6) == 0 : v.b",
                "1 / (v.i - 6) in [1]",
            })
    void conditionWithoutAResultThrows(String condition) throws Exception {
        Condition compiled = COMPILER.compile(condition);

        assertThatThrownBy(() -> compiled.holds(new MapValues(FIELDS, VALUES))).isInstanceOf(ArithmeticException.class);
    }

    /** A side that decides hides a failure of the other, on either side. */
    @ParameterizedTest
    @CsvSource({
        "v.c && 1 / 0 == v.i, false",
        "1 / 0 == v.i && v.c, false",
        "v.b || 1 / 0 == v.i, true",
        "1 / 0 == v.i || v.b, true",
        "v.b ? v.b : 1 / 0 == v.i, true",
        "v.c ? 1 / 0 == v.i : v.c, false",
        "1 / 0 == v.i && 1 / 0 == v.i && v.c, false",
        "(1 / 0 == v.i || v.c) && v.c, false",
    })
    void decidingSideHidesTheFaultOfTheOther(String condition, boolean result) throws Exception {
        assertThat(COMPILER.compile(condition).holds(new MapValues(FIELDS, VALUES)))
                .isEqualTo(result);
    }

    /** Compares with {@link BigInteger}: the result is exact, or there is none. */
    @Test
    void integersAreCalculatedExactlyOrThrow() throws Exception {
        Random random = seeded();
        long[] edges = {
            0, 1, -1, 2, -2, 3, 1L << 31, -(1L << 31), 1L << 32, Long.MAX_VALUE, Long.MIN_VALUE, Long.MIN_VALUE + 1
        };
        for (String operator : List.of("+", "-", "*", "/", "%")) {
            Condition negative = COMPILER.compile("v.i " + operator + " v.j < 0");
            Condition even = COMPILER.compile("v.i " + operator + " v.j in [0]");
            for (int i = 0; i < 2_000; i++) {
                long left = i < 144 ? edges[i % 12] : random.nextLong() >> random.nextInt(64);
                long right = i < 144 ? edges[i / 12] : random.nextLong() >> random.nextInt(64);
                BigInteger exact = exactly(operator, BigInteger.valueOf(left), BigInteger.valueOf(right));
                Values values = new MapValues(FIELDS, Map.of("v.i", left, "v.j", right));
                String what = left + " " + operator + " " + right;
                if (exact == null) {
                    assertThatThrownBy(() -> negative.holds(values)).as(what).isInstanceOf(ArithmeticException.class);
                } else {
                    assertThat(negative.holds(values)).as(what).isEqualTo(exact.signum() < 0);
                    assertThat(even.holds(values)).as(what).isEqualTo(exact.signum() == 0);
                }
            }
        }
    }

    /** Returns null if the result, or the quotient in case of a remainder, is not a 64-bit integer. */
    private static @org.jspecify.annotations.Nullable BigInteger exactly(
            String operator, BigInteger left, BigInteger right) {
        if (right.signum() == 0 && (operator.equals("/") || operator.equals("%"))) {
            return null;
        }
        BigInteger checked =
                switch (operator) {
                    case "+" -> left.add(right);
                    case "-" -> left.subtract(right);
                    case "*" -> left.multiply(right);
                    default -> left.divide(right);
                };
        if (checked.bitLength() > 63) {
            return null;
        }
        return operator.equals("%") ? left.remainder(right) : checked;
    }

    /** The order of code points is that of the bytes in UTF-8. */
    @Test
    void stringsAreOrderedByCodePoints() throws Exception {
        Random random = seeded();
        Condition less = COMPILER.compile("v.s < v.t");
        Condition atMost = COMPILER.compile("v.s <= v.t");
        Condition equal = COMPILER.compile("v.s == v.t");
        for (int i = 0; i < 5_000; i++) {
            String left = text(random);
            String right = text(random);
            int order = Arrays.compareUnsigned(
                    left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));
            Values values = new MapValues(FIELDS, Map.of("v.s", left, "v.t", right));
            assertThat(less.holds(values)).as(left + " < " + right).isEqualTo(order < 0);
            assertThat(atMost.holds(values)).as(left + " <= " + right).isEqualTo(order <= 0);
            assertThat(equal.holds(values)).as(left + " == " + right).isEqualTo(order == 0);
        }
    }

    private static String text(Random random) {
        int[] among = {'a', 'b', 0xe9, 0xd7ff, 0xe000, 0xffff, 0x10000, 0x1d4b3, 0x10ffff};
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(4); i > 0; i--) {
            text.appendCodePoint(among[random.nextInt(among.length)]);
        }
        return text.toString();
    }

    @Test
    void conditionListsAllFieldsThatItNamesEvenUnusedOnes() throws Exception {
        Condition condition = COMPILER.compile("v.b || v.i in [] && 'v.s' == v.t ? true : v.d > v.e");

        assertThat(condition.fields().stream()
                        .mapToObj(index -> FIELDS.all().get(index).name()))
                .containsExactly("v.i", "v.d", "v.e", "v.b", "v.t");
        assertThat(COMPILER.compile("true").fields().isEmpty()).isTrue();
    }

    @Test
    void duplicateFieldNamesAreRefused() {
        Field field = new Field("v.i", FieldType.INT);

        assertThatThrownBy(() -> new Fields(List.of(field, new Field("v.i", FieldType.BOOL))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("v.i");
        assertThat(new Fields(List.of(field)).size()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "v.i == v.d ; no matching overload",
                "v.i == 1.0 ; no matching overload",
                "v.d > 1 ; DOUBLE and INT",
                "v.s > 1 ; no matching overload",
                "v.b && v.i ; ",
                "v.b > v.c ; bool",
                "v.b in [1] ; ",
                "v.i in [1.0] ; ",
                "v.i in ['1'] ; ",
                "v.s + 1 == '1' ; no matching overload",
                "v.s - v.t == '' ; no matching overload",
                "v.d % 2.0 == 0.0 ; no matching overload",
                "v.b + v.c ; no matching overload",
                "-v.s == '' ; no matching overload",
                "-v.b ; no matching overload",
                "!v.i ; no matching overload",
                "size(v.i) == 1 ; no matching overload",
                "int(v.s) == 1 ; a number in int()",
                "int(v.b) == 1 ; ",
                "double(v.s) == 1.0 ; a number in double()",
                "v.i.startsWith('a') ; no matching overload",
                "v.s.startsWith(v.i) ; no matching overload",
                "v.b ? 1 : 2 ; expected type 'bool' but found 'int'",
                "v.i ? v.b : v.c ; no matching overload",
                "v.b ? v.b : 1 ; ",
                "v.unknown == 1 ; undeclared reference",
                "w.i == 1 ; undeclared reference",
                "v.s ; expected type 'bool' but found 'string'",
                "1 ; expected type 'bool' but found 'int'",
            })
    void typesThatAnOperatorDoesNotTakeAreRefused(String condition, String why) {
        assertThatThrownBy(() -> COMPILER.compile(condition))
                .isInstanceOf(InvalidCondition.class)
                .hasMessageContaining(why == null ? "expected" : why);
    }

    private static Random seeded() {
        long seed = Long.getLong("voxguard.seed", System.nanoTime());
        System.out.println("ConditionEvaluationTest: seed " + seed);
        return new Random(seed);
    }
}
