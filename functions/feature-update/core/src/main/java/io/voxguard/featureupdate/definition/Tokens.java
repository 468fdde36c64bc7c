package io.voxguard.featureupdate.definition;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Words, numbers and signs of an expression, from left to right. For one thread. */
final class Tokens {
    private static final Pattern TOKEN = Pattern.compile(
            "\\s*(?:(?<word>[0-9]*[A-Za-z_][A-Za-z_0-9]*)|(?<number>[0-9]+(?:\\.[0-9]+)?)|(?<other>>=|<=|.)|\\z)",
            Pattern.DOTALL);
    private static final String END = "the end";

    private final Matcher matcher;
    /** Next token: its text, and where it begins, from 1. */
    private String next = END;

    private int position;
    private Kind kind = Kind.END;

    private enum Kind {
        WORD,
        NUMBER,
        SIGN,
        END
    }

    Tokens(String text) {
        matcher = TOKEN.matcher(text);
        advance();
    }

    /** Passes over a sign if it comes next. */
    boolean take(String sign) {
        if (kind != Kind.SIGN || !next.equals(sign)) {
            return false;
        }
        advance();
        return true;
    }

    /** Returns the sign that comes next, and passes over it; empty if it is not one of those. */
    Optional<String> takeOneOf(List<String> signs) {
        String sign = next;
        return kind == Kind.SIGN && signs.contains(sign) && take(sign) ? Optional.of(sign) : Optional.empty();
    }

    void expect(String sign) {
        if (!take(sign)) {
            throw unexpected(sign);
        }
    }

    void expectEnd() {
        if (kind != Kind.END) {
            throw unexpected("+, -, *, / or the end");
        }
    }

    Optional<Double> takeNumber() {
        if (kind != Kind.NUMBER) {
            return Optional.empty();
        }
        double number = Double.parseDouble(next);
        advance();
        return Optional.of(number);
    }

    /** Returns the word that comes next, and passes over it; empty if something else does, or it is not one of those. */
    Optional<String> takeWord(List<String> words) {
        String word = next;
        if (kind != Kind.WORD || !words.contains(word)) {
            return Optional.empty();
        }
        advance();
        return Optional.of(word);
    }

    /** Passes over a name and returns what it names. @throws InvalidExpression if it names none */
    <E> E expectOneOf(E[] all, Function<E, String> label) {
        Optional<E> named = kind == Kind.WORD
                ? Arrays.stream(all)
                        .filter(one -> label.apply(one).equals(next))
                        .findFirst()
                : Optional.empty();
        if (named.isEmpty()) {
            throw unexpected(Arrays.stream(all).map(label).collect(Collectors.joining(", ", "one of ", "")));
        }
        advance();
        return named.get();
    }

    InvalidExpression unexpected(String expected) {
        return unexpected(expected, next);
    }

    InvalidExpression unexpected(String expected, String got) {
        return new InvalidExpression(position, expected, got);
    }

    private void advance() {
        matcher.find();
        kind = matcher.group("word") != null
                ? Kind.WORD
                : matcher.group("number") != null ? Kind.NUMBER : matcher.group("other") != null ? Kind.SIGN : Kind.END;
        next = switch (kind) {
            case WORD -> matcher.group("word");
            case NUMBER -> matcher.group("number");
            case SIGN -> matcher.group("other");
            case END -> END;
        };
        position = 1 + (kind == Kind.END ? matcher.end() : matcher.end() - next.length());
    }
}
