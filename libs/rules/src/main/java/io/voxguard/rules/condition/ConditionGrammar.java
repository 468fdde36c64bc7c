package io.voxguard.rules.condition;

import io.voxguard.rules.condition.ConditionToken.Kind;
import java.util.List;
import java.util.Set;

/**
 * Subset of CEL that a condition may use, checked token by token before CEL parses it: docs/wire/rules-grammar.md. Every engine makes the same checks, so no engine
 * meets a construct that the publisher accepts and its own CEL library lacks.
 */
final class ConditionGrammar {
    /** Maximum length of a condition in code points. */
    static final int MAX_LENGTH = 4096;

    private static final Set<String> FUNCTIONS = Set.of("size", "int", "double");
    private static final Set<String> METHODS = Set.of("startsWith", "endsWith", "contains", "size");
    private static final Set<String> CALL_FIELDS = Set.of("call_id", "caller", "callee", "trunk", "started_at");
    private static final Set<String> RESERVED = Set.of(
            "as",
            "break",
            "const",
            "continue",
            "else",
            "false",
            "for",
            "function",
            "if",
            "import",
            "in",
            "let",
            "loop",
            "namespace",
            "null",
            "package",
            "return",
            "true",
            "var",
            "void",
            "while");
    private static final Set<String> CONNECTIVES = Set.of("&&", "||");
    private static final Set<String> BINARY = Set.of("==", "!=", "<", "<=", ">", ">=", "+", "*", "/", "%");
    private static final String MIN_INT_MAGNITUDE = "9223372036854775808";

    private final String text;
    private final List<ConditionToken> tokens;
    private final NestingDepth depth = new NestingDepth();
    private int at;
    /** True if the token before ended a value, so that an operator may follow. */
    private boolean afterValue;

    private ConditionGrammar(String text, List<ConditionToken> tokens) {
        this.text = text;
        this.tokens = tokens;
    }

    static void check(String text) throws InvalidCondition {
        int length = text.codePointCount(0, text.length());
        if (length == 0 || length > MAX_LENGTH) {
            throw new InvalidCondition("1 to " + MAX_LENGTH + " characters", Integer.toString(length));
        }
        new ConditionGrammar(text, ConditionScanner.scan(text)).run();
    }

    private void run() throws InvalidCondition {
        while (!tokens.get(at).is(Kind.END)) {
            ConditionToken token = tokens.get(at);
            switch (token.kind()) {
                case INT, DOUBLE, STRING -> literal(token);
                case WORD -> word(token);
                default -> symbol(token);
            }
            at++;
        }
        if (!afterValue) {
            throw expected("a value", tokens.get(at));
        }
        int nesting = depth.close(this::unclosed);
        if (nesting > NestingDepth.MAX_DEPTH) {
            throw new InvalidCondition(
                    "operators and parentheses nested at most " + NestingDepth.MAX_DEPTH + " deep",
                    Integer.toString(nesting));
        }
    }

    private InvalidCondition unclosed() {
        return expected("a closing parenthesis", tokens.get(at));
    }

    private void literal(ConditionToken token) throws InvalidCondition {
        requireNoValueBefore(token);
        if (token.is(Kind.INT) && token.text().equals(MIN_INT_MAGNITUDE) && !isUnaryMinus(at - 1)) {
            throw expected("an int of 64 bits", token);
        }
        afterValue = true;
    }

    private boolean isUnaryMinus(int index) {
        return index >= 0 && tokens.get(index).is("-") && (index == 0 || !endsValue(tokens.get(index - 1)));
    }

    private static boolean endsValue(ConditionToken token) {
        return token.isLiteral() || token.is(Kind.WORD) && !token.is("in") || token.is(")") || token.is("]");
    }

    private void requireNoValueBefore(ConditionToken token) throws InvalidCondition {
        if (afterValue) {
            throw expected("an operator", token);
        }
    }

    private void word(ConditionToken token) throws InvalidCondition {
        if (token.is("in")) {
            list();
            return;
        }
        requireNoValueBefore(token);
        if (token.is("true") || token.is("false")) {
            afterValue = true;
        } else if (tokens.get(at + 1).is("(")) {
            if (!FUNCTIONS.contains(token.text())) {
                throw expected("size, int or double", token);
            }
        } else {
            name(token);
            afterValue = true;
        }
    }

    private void name(ConditionToken view) throws InvalidCondition {
        if (RESERVED.contains(view.text()) || !tokens.get(at + 1).is(".")) {
            throw expected("view.feature", view);
        }
        ConditionToken feature = tokens.get(at + 2);
        if (!feature.is(Kind.WORD)
                || RESERVED.contains(feature.text())
                || tokens.get(at + 3).is("(")) {
            throw expected("view.feature", feature);
        }
        if (view.is("call") && !CALL_FIELDS.contains(feature.text())) {
            throw expected("call.call_id, call.caller, call.callee, call.trunk or call.started_at", feature);
        }
        at += 2;
    }

    private void symbol(ConditionToken token) throws InvalidCondition {
        switch (token.text()) {
            case "." -> method(token);
            case "(" -> {
                requireNoValueBefore(token);
                depth.open();
            }
            case ")" -> {
                boolean emptyArguments = at >= 2 && tokens.get(at - 1).is("(") && isMethod(at - 2, "size");
                if (!depth.isOpen() || !afterValue && !emptyArguments) {
                    throw expected("a value", token);
                }
                depth.closeGroup();
                afterValue = true;
            }
            case "-" -> minus();
            case "!" -> not(token);
            case "[", "]", "," -> throw expected("a list only after in, and no other value", token);
            default -> operator(token);
        }
    }

    private void operator(ConditionToken token) throws InvalidCondition {
        if (!afterValue) {
            throw expected("a value", token);
        }
        if (CONNECTIVES.contains(token.text())) {
            depth.connective(token.is("&&"));
        } else if (BINARY.contains(token.text())) {
            depth.operator();
        } else {
            depth.choice(token.is("?"));
        }
        afterValue = false;
    }

    private void minus() throws InvalidCondition {
        ConditionToken next = tokens.get(at + 1);
        if (!afterValue && (next.is("-") || next.is("!"))) {
            throw expected("a value after the sign", next);
        }
        depth.operator();
        afterValue = false;
    }

    private void not(ConditionToken token) throws InvalidCondition {
        requireNoValueBefore(token);
        if (tokens.get(at + 1).is("-")) {
            throw expected("a bool after !", tokens.get(at + 1));
        }
        depth.operator();
    }

    private void method(ConditionToken token) throws InvalidCondition {
        ConditionToken before = at == 0 ? tokens.getLast() : tokens.get(at - 1);
        boolean onValue = afterValue
                && (before.is(Kind.STRING)
                        || before.is(")")
                        || before.is(Kind.WORD) && !before.is("true") && !before.is("false"));
        if (!onValue) {
            throw expected(afterValue ? "an operator" : "a value", token);
        }
        ConditionToken method = tokens.get(at + 1);
        if (!METHODS.contains(method.text()) || !tokens.get(at + 2).is("(")) {
            throw expected("startsWith(…), endsWith(…), contains(…) or size() after the dot", method);
        }
        depth.operator();
        at++;
        afterValue = false;
    }

    private boolean isMethod(int index, String name) {
        return index >= 1 && tokens.get(index).is(name) && tokens.get(index - 1).is(".");
    }

    /** Reads a list, from {@code in} to the closing bracket. */
    private void list() throws InvalidCondition {
        if (!afterValue) {
            throw expected("a value", tokens.get(at));
        }
        depth.operator();
        if (!tokens.get(++at).is("[")) {
            throw expected("a list of literals after in", tokens.get(at));
        }
        if (tokens.get(++at).is("]")) {
            return;
        }
        Kind first = element(null);
        while (tokens.get(at).is(",")) {
            at++;
            element(first);
        }
        if (!tokens.get(at).is("]")) {
            throw expected("a comma or the list's end", tokens.get(at));
        }
    }

    @SuppressWarnings("NullAway") // the first element has no kind to agree with
    private Kind element(@org.jspecify.annotations.Nullable Kind required) throws InvalidCondition {
        boolean negative = tokens.get(at).is("-");
        ConditionToken literal = tokens.get(negative ? at + 1 : at);
        if (!literal.isLiteral() || negative && literal.is(Kind.STRING)) {
            throw expected("a number or a string in the list", literal);
        }
        if (required != null && !literal.is(required)) {
            throw expected("elements of one type in the list", literal);
        }
        if (!negative && literal.text().equals(MIN_INT_MAGNITUDE)) {
            throw expected("an int of 64 bits", literal);
        }
        at += negative ? 2 : 1;
        return literal.kind();
    }

    private InvalidCondition expected(String expected, ConditionToken got) {
        int character = text.codePointCount(0, got.at()) + 1;
        return new InvalidCondition(expected, got.text() + " at character " + character);
    }
}
