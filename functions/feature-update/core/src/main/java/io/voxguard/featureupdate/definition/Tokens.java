package io.voxguard.featureupdate.definition;

import java.util.Optional;

/** Words and signs of an expression, from left to right. For one thread. */
final class Tokens {
    private final String text;
    private int at;

    Tokens(String text) {
        this.text = text;
        skipSpaces();
    }

    /** Returns the index of the next token. */
    int position() {
        return at;
    }

    /** Passes over a sign if it comes next. */
    boolean take(String sign) {
        if (!text.startsWith(sign, at)) {
            return false;
        }
        at += sign.length();
        skipSpaces();
        return true;
    }

    void expect(String sign) {
        if (!take(sign)) {
            throw unexpected(sign);
        }
    }

    void expectEnd() {
        if (at < text.length()) {
            throw unexpected("the end");
        }
    }

    Optional<Double> takeNumber() {
        int end = at;
        while (end < text.length() && (isDigit(text.charAt(end)) || text.charAt(end) == '.')) {
            end++;
        }
        if (end == at) {
            return Optional.empty();
        }
        String number = text.substring(at, end);
        if (!number.matches("[0-9]+(\\.[0-9]+)?")) {
            throw unexpected("a decimal number");
        }
        at = end;
        skipSpaces();
        return Optional.of(Double.valueOf(number));
    }

    String name(String expected) {
        int end = at;
        while (end < text.length() && (isLetter(text.charAt(end)) || end > at && isDigit(text.charAt(end)))) {
            end++;
        }
        return word(end, expected);
    }

    /** Returns a window's name, which may begin with a digit. */
    String window() {
        int end = at;
        while (end < text.length() && (isLetter(text.charAt(end)) || isDigit(text.charAt(end)))) {
            end++;
        }
        return word(end, "a window");
    }

    String comparison() {
        for (String sign : new String[] {">=", "<=", ">", "<"}) {
            if (take(sign)) {
                return sign;
            }
        }
        throw unexpected("one of >, >=, <, <=");
    }

    InvalidExpression unexpected(String expected) {
        return unexpectedAt(at, expected, at == text.length() ? "the end" : text.substring(at));
    }

    InvalidExpression unexpectedAt(int position, String expected, String got) {
        return new InvalidExpression("at " + (position + 1) + ": expected " + expected + ", got " + got);
    }

    private String word(int end, String expected) {
        if (end == at) {
            throw unexpected(expected);
        }
        String word = text.substring(at, end);
        at = end;
        skipSpaces();
        return word;
    }

    private void skipSpaces() {
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z' || c == '_';
    }
}
