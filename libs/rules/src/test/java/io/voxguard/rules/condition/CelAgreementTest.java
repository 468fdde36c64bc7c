package io.voxguard.rules.condition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelOptions;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import io.voxguard.rules.condition.Fields.Field;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Comparison of our evaluation with CEL's own, over random conditions and values. */
class CelAgreementTest {
    private static final Fields FIELDS = FieldsForTests.FIELDS;
    private static final CelRuntime CEL = CelRuntimeFactory.standardCelRuntimeBuilder()
            .setOptions(CelOptions.current()
                    .enableHeterogeneousNumericComparisons(false)
                    .build())
            .build();
    private static final long[] WHOLE = {
        0, 1, -1, 2, 7, 60, 100, Long.MAX_VALUE, Long.MIN_VALUE, 3_074_457_345_618_258_603L
    };
    /** Excludes NaN, -0.0 and operations that lead to them: CEL's evaluator in Java compares these as objects, contrary to CEL's specification. */
    private static final double[] REAL = {0, 0.5, 1, -1.5, 1e30, -1e30, 9.3e18};

    private static final String[] TEXT = {"", "a", "ab", "+44", "+4420", "äß", "z", "𝒳"};

    @Test
    void randomConditionsAgreeWithCel() throws Exception {
        long seed = Long.getLong("voxguard.seed", System.nanoTime());
        System.out.println("CelAgreementTest: seed " + seed);
        Random random = new Random(seed);
        ConditionCompiler ours = new ConditionCompiler(FIELDS);
        CelChecker checker = new CelChecker(FIELDS);
        int errors = 0;
        for (int i = 0; i < 3_000; i++) {
            String text = truth(random, 4);
            CelAbstractSyntaxTree tree = checker.check(text);
            CelRuntime.Program program = CEL.createProgram(tree);
            Condition condition = ours.compile(text);
            for (int j = 0; j < 5; j++) {
                Map<String, Object> values = values(random);
                Object wanted = cel(program, values);
                assertThat(ours(condition, values)).as(text + " over " + values).isEqualTo(wanted);
                errors += wanted.equals("error") ? 1 : 0;
            }
        }
        assertThat(errors).as("evaluations that fail are among them").isBetween(100, 14_000);
    }

    private static Object cel(CelRuntime.Program program, Map<String, Object> values) {
        try {
            return program.eval(values);
        } catch (CelEvaluationException e) {
            return "error";
        }
    }

    private static Object ours(Condition condition, Map<String, Object> values) {
        try {
            return condition.holds(new MapValues(FIELDS, values));
        } catch (ArithmeticException e) {
            return "error";
        }
    }

    private static Map<String, Object> values(Random random) {
        Map<String, Object> values = new HashMap<>();
        for (Field field : FIELDS.all()) {
            values.put(
                    field.name(),
                    switch (field.type()) {
                        case INT -> WHOLE[random.nextInt(WHOLE.length)];
                        case DOUBLE -> REAL[random.nextInt(REAL.length)];
                        case BOOL -> random.nextBoolean();
                        case STRING -> TEXT[random.nextInt(TEXT.length)];
                    });
        }
        return values;
    }

    private static String truth(Random random, int depth) {
        int kind = depth == 0 ? random.nextInt(2) : random.nextInt(12);
        return switch (kind) {
            case 0 -> random.nextBoolean() ? "true" : "false";
            case 1 -> field(random, FieldType.BOOL);
            case 2, 3 -> "(" + truth(random, depth - 1) + " && " + truth(random, depth - 1) + ")";
            case 4, 5 -> "(" + truth(random, depth - 1) + " || " + truth(random, depth - 1) + ")";
            case 6 -> "!(" + truth(random, depth - 1) + ")";
            case 7 ->
                "(" + truth(random, depth - 1) + " ? " + truth(random, depth - 1) + " : " + truth(random, depth - 1)
                        + ")";
            case 8 -> "(" + whole(random, depth - 1) + comparison(random) + whole(random, depth - 1) + ")";
            case 9 -> "(" + real(random, depth - 1) + comparison(random) + real(random, depth - 1) + ")";
            case 10 -> "(" + text(random, depth - 1) + comparison(random) + text(random, depth - 1) + ")";
            default -> "(" + other(random, depth - 1) + ")";
        };
    }

    private static String other(Random random, int depth) {
        return switch (random.nextInt(5)) {
            case 0 -> whole(random, depth) + " in [0, 1, 7, -1]";
            case 1 -> text(random, depth) + " in ['a', '', '+44']";
            case 2 ->
                text(random, depth) + "." + pick(random, "startsWith", "endsWith", "contains") + "("
                        + text(random, depth) + ")";
            case 3 -> real(random, depth) + " in [0.5, 1.0]";
            default -> "(" + truth(random, depth) + pick(random, " == ", " != ") + truth(random, depth) + ")";
        };
    }

    private static String whole(Random random, int depth) {
        int kind = depth <= 0 ? random.nextInt(2) : random.nextInt(8);
        return switch (kind) {
            case 0 -> literal(WHOLE[random.nextInt(WHOLE.length)]);
            case 1 -> field(random, FieldType.INT);
            case 2 -> "size(" + text(random, depth - 1) + ")";
            case 3 -> "int(" + real(random, 0) + ")"; // engines differ at -2^63 itself, where ours has no result
            case 4 -> "-(" + whole(random, depth - 1) + ")";
            // by -1 the least int has no quotient: CEL's evaluator in Java says 0, that in Go that it fails, and so do
            // we
            case 5 -> "(" + whole(random, depth - 1) + " % " + pick(random, "0", "1", "7", "60") + ")";
            default ->
                "(" + whole(random, depth - 1) + pick(random, " + ", " - ", " * ", " / ") + whole(random, depth - 1)
                        + ")";
        };
    }

    private static String literal(long number) {
        return number < 0 ? "(" + number + ")" : Long.toString(number);
    }

    private static String real(Random random, int depth) {
        int kind = depth <= 0 ? random.nextInt(2) : random.nextInt(5);
        return switch (kind) {
            case 0 -> pick(random, "0.0", "0.5", "1.0", "-1.5", "1e30");
            case 1 -> field(random, FieldType.DOUBLE);
            case 2 -> "double(" + whole(random, depth - 1) + ")";
            case 3 -> "(0.5 - " + real(random, depth - 1) + ")";
            default ->
                "(" + real(random, depth - 1) + pick(random, " + ", " - ", " * ") + real(random, depth - 1) + ")";
        };
    }

    private static String text(Random random, int depth) {
        return switch (depth <= 0 ? random.nextInt(2) : random.nextInt(3)) {
            case 0 -> "'" + TEXT[random.nextInt(TEXT.length)] + "'";
            case 1 -> field(random, FieldType.STRING);
            default -> "(" + text(random, depth - 1) + " + " + text(random, depth - 1) + ")";
        };
    }

    private static String comparison(Random random) {
        return pick(random, " == ", " != ", " < ", " <= ", " > ", " >= ");
    }

    private static String field(Random random, FieldType type) {
        List<Field> fields =
                FIELDS.all().stream().filter(field -> field.type() == type).toList();
        return fields.get(random.nextInt(fields.size())).name();
    }

    private static String pick(Random random, String... among) {
        return among[random.nextInt(among.length)];
    }
}
