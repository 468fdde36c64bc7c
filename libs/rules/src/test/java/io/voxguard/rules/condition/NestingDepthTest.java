package io.voxguard.rules.condition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Depths counted by hand from the definition in docs/wire/rules-grammar.md. */
class NestingDepthTest {
    private static final String INT = "call.started_at";

    /** {@code and}, {@code or}: connectives; {@code op}: any other operator; {@code ( ) ? :}: as written. */
    @ParameterizedTest
    @CsvSource({
        "'', 0",
        "op, 1",
        "op op op, 3",
        "and, 1",
        "and and and, 1",
        "or or, 1",
        "and or, 2",
        "op and op op and op, 3",
        "? :, 1",
        "? : ? :, 2",
        "op ? op op : op, 3",
        "( ), 1",
        "( op ), 2",
        "( op ) op, 3",
        "( op ) ( op op ), 3",
        "( ( ( ) ) ), 3",
        "( and ) or ( op and ), 4",
        "( op ) and op op, 3",
        "( op ) and op op op, 4",
    })
    void depthFollowsFromTheTokens(String tokens, int depth) {
        NestingDepth nesting = new NestingDepth();
        for (String token : tokens.split(" ")) {
            switch (token) {
                case "and" -> nesting.connective(true);
                case "or" -> nesting.connective(false);
                case "op" -> nesting.operator();
                case "?", ":" -> nesting.choice(token.equals("?"));
                case "(" -> nesting.open();
                case ")" -> nesting.closeGroup();
                default -> assertThat(token).isEmpty();
            }
        }

        assertThat(nesting.close(IllegalStateException::new)).isEqualTo(depth);
    }

    @Test
    void unclosedGroupIsRefused() {
        NestingDepth nesting = new NestingDepth();
        assertThat(nesting.isOpen()).isFalse();
        nesting.open();

        assertThat(nesting.isOpen()).isTrue();
        assertThatThrownBy(() -> nesting.close(() -> new IllegalStateException("open")))
                .hasMessage("open");
    }

    @Test
    void conditionsOfMaximumDepthCompileAndDeeperOnesAreRefused() {
        ConditionCompiler compiler = new ConditionCompiler(FieldsForTests.FIELDS);
        for (List<String> shape : shapes()) {
            assertThatCode(() -> compiler.compile(shape.get(0)))
                    .as(shape.get(0))
                    .doesNotThrowAnyException();
            assertThatThrownBy(() -> compiler.compile(shape.get(1)))
                    .as(shape.get(1))
                    .hasMessageContaining("nested at most 24 deep, got 25");
        }
    }

    /** A condition of depth 24, and one of depth 25, in each way that a condition can be deep. */
    private static List<List<String>> shapes() {
        List<List<String>> shapes = new ArrayList<>();
        shapes.add(List.of(INT + " > 0" + " + 1".repeat(23), INT + " > 0" + " + 1".repeat(24)));
        shapes.add(List.of("(".repeat(24) + "true" + ")".repeat(24), "(".repeat(25) + "true" + ")".repeat(25)));
        shapes.add(List.of("!".repeat(24) + "true", "!".repeat(25) + "true"));
        shapes.add(List.of("true ? true : ".repeat(24) + "true", "true ? true : ".repeat(25) + "true"));
        shapes.add(List.of(alternating(8), "!" + alternating(8)));
        return shapes;
    }

    /** Each level is a pair of parentheses (1), {@code &&} (1) and {@code ||} (1). */
    private static String alternating(int levels) {
        return levels == 0 ? "true" : "(true && true || " + alternating(levels - 1) + ")";
    }

    @Test
    void chainsOfOneConnectiveMayBeAsLongAsTheConditionAllows() {
        ConditionCompiler compiler = new ConditionCompiler(FieldsForTests.FIELDS);
        String longest = "true" + " && true".repeat(511);

        assertThatCode(() -> compiler.compile(longest + "    ")).doesNotThrowAnyException();
        assertThat(longest + "    ").hasSize(4096);
        assertThatThrownBy(() -> compiler.compile(longest + "     "))
                .hasMessage("expected 1 to 4096 characters, got 4097");
        assertThatThrownBy(() -> compiler.compile("")).hasMessage("expected 1 to 4096 characters, got 0");
    }
}
