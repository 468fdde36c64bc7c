package io.voxguard.rules.condition;

import io.voxguard.rules.condition.ConditionToken.Kind;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** Scanner that splits a condition into tokens: the lexical half of docs/wire/rules-grammar.md, which every engine implements alike. */
final class ConditionScanner {
    private static final BigInteger MIN_INT_MAGNITUDE = BigInteger.ONE.shiftLeft(63);
    private static final List<String> SYMBOLS = List.of(
            "&&", "||", "==", "!=", "<=", ">=", "!", "<", ">", "+", "-", "*", "/", "%", "?", ":", ".", ",", "(", ")",
            "[", "]");
    private static final String SIMPLE_ESCAPES = "\\'\"nrt";

    private final String text;
    private final List<ConditionToken> tokens = new ArrayList<>();
    private int at;

    private ConditionScanner(String text) {
        this.text = text;
    }

    /** Returns the tokens of a condition; the last one is {@link Kind#END}. */
    static List<ConditionToken> scan(String text) throws InvalidCondition {
        ConditionScanner scanner = new ConditionScanner(text);
        scanner.checkCharacters();
        scanner.run();
        return scanner.tokens;
    }

    private void checkCharacters() throws InvalidCondition {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c) && c != '\t' && c != '\n' && c != '\r') {
                throw wrong("no control characters but tabs and line ends", String.format("U+%04X", (int) c), i);
            }
            if (Character.isSurrogate(c)) {
                if (!Character.isHighSurrogate(c)
                        || i + 1 == text.length()
                        || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    throw wrong("Unicode text", "half of a surrogate pair", i);
                }
                i++;
            }
        }
    }

    private void run() throws InvalidCondition {
        skipBlanks();
        while (at < text.length()) {
            next();
            skipBlanks();
        }
        tokens.add(new ConditionToken(Kind.END, "the end", at));
    }

    private void skipBlanks() {
        while (at < text.length()) {
            if (" \t\n\r".indexOf(text.charAt(at)) >= 0) {
                at++;
            } else if (text.startsWith("//", at)) {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end;
            } else {
                return;
            }
        }
    }

    private void next() throws InvalidCondition {
        char c = text.charAt(at);
        if (isDigit(c)) {
            number();
        } else if (isLetter(c)) {
            word();
        } else if (c == '\'' || c == '"') {
            string(c);
        } else {
            symbol();
        }
    }

    private void number() throws InvalidCondition {
        int start = at;
        skipDigits();
        boolean leadingZero = text.charAt(start) == '0' && at > start + 1;
        boolean fraction = peek(0) == '.' && isDigit(peek(1));
        if (fraction) {
            at++;
            skipDigits();
        }
        boolean exponent = skipExponent();
        String number = text.substring(start, at);
        char after = peek(0);
        if (leadingZero || isLetter(after) || isDigit(after) || after == '.') {
            throw wrong("a number such as 12, 0.5 or 1e6", "'" + number + (leadingZero ? "" : after) + "'", start);
        }
        Kind kind = fraction || exponent ? Kind.DOUBLE : Kind.INT;
        checkRange(kind, number, start);
        tokens.add(new ConditionToken(kind, number, start));
    }

    private void checkRange(Kind kind, String number, int start) throws InvalidCondition {
        if (kind == Kind.INT) {
            if (new BigInteger(number).compareTo(MIN_INT_MAGNITUDE) > 0) {
                throw wrong("an int of 64 bits", number, start);
            }
            return;
        }
        double value = Double.parseDouble(number);
        boolean underflows = value == 0
                && number.chars().takeWhile(c -> c != 'e' && c != 'E').anyMatch(c -> c >= '1' && c <= '9');
        if (Double.isInfinite(value) || underflows) {
            throw wrong("a double between 5e-324 and 1.7976931348623157e308", number, start);
        }
    }

    private void skipDigits() {
        while (isDigit(peek(0))) {
            at++;
        }
    }

    private boolean skipExponent() {
        if (peek(0) != 'e' && peek(0) != 'E') {
            return false;
        }
        int sign = peek(1) == '+' || peek(1) == '-' ? 1 : 0;
        if (!isDigit(peek(1 + sign))) {
            return false;
        }
        at += 1 + sign;
        skipDigits();
        return true;
    }

    private void word() throws InvalidCondition {
        int start = at;
        while (isLetter(peek(0)) || isDigit(peek(0))) {
            at++;
        }
        if (peek(0) == '\'' || peek(0) == '"') {
            throw wrong("a string without a prefix", "'" + text.substring(start, at + 1) + "'", start);
        }
        tokens.add(new ConditionToken(Kind.WORD, text.substring(start, at), start));
    }

    private void string(char quote) throws InvalidCondition {
        int start = at++;
        if (peek(0) == quote && peek(1) == quote) {
            throw wrong("a string between single quotation marks", "one between triple marks", start);
        }
        while (peek(0) != quote) {
            if (at == text.length() || peek(0) == '\n' || peek(0) == '\r') {
                throw wrong("a string that ends on its line", at == text.length() ? "the end" : "a line end", start);
            }
            if (peek(0) == '\\') {
                escape();
            } else {
                at++;
            }
        }
        at++;
        tokens.add(new ConditionToken(Kind.STRING, text.substring(start, at), start));
    }

    private void escape() throws InvalidCondition {
        int start = at;
        char kind = peek(1);
        if (kind != 0 && SIMPLE_ESCAPES.indexOf(kind) >= 0) {
            at += 2;
            return;
        }
        int digits = kind == 'u' ? 4 : kind == 'U' ? 8 : 0;
        int end = start + 2 + digits;
        if (digits == 0
                || end > text.length()
                || !text.substring(start + 2, end).matches("[0-9a-fA-F]+")) {
            throw wrong(
                    "an escape of \\\\ \\' \\\" \\n \\r \\t \\u with 4 or \\U with 8 hexadecimal digits",
                    "'" + text.substring(start, Math.min(start + 2, text.length())) + "'",
                    start);
        }
        long codePoint = Long.parseLong(text.substring(start + 2, end), 16);
        if (codePoint == 0 || codePoint > Character.MAX_CODE_POINT || codePoint >= 0xD800 && codePoint <= 0xDFFF) {
            throw wrong(
                    "an escape from \\u0001 to \\U0010FFFF, no surrogate",
                    "'" + text.substring(start, end) + "'",
                    start);
        }
        at = end;
    }

    private void symbol() throws InvalidCondition {
        for (String symbol : SYMBOLS) {
            if (text.startsWith(symbol, at)) {
                tokens.add(new ConditionToken(Kind.SYMBOL, symbol, at));
                at += symbol.length();
                return;
            }
        }
        throw wrong("a condition", "'" + Character.toString(text.codePointAt(at)) + "'", at);
    }

    private char peek(int ahead) {
        return at + ahead < text.length() ? text.charAt(at + ahead) : 0;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
    }

    private InvalidCondition wrong(String expected, String got, int index) {
        int character = text.codePointCount(0, index) + 1;
        return new InvalidCondition(expected, got + " at character " + character);
    }
}
