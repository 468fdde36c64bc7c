package io.voxguard.rules.condition;

/**
 * Token of a condition.
 *
 * @param text the token as written
 * @param at index of its first character, from 0
 */
record ConditionToken(Kind kind, String text, int at) {
    enum Kind {
        INT,
        DOUBLE,
        STRING,
        WORD,
        SYMBOL,
        END
    }

    boolean is(Kind wanted) {
        return kind == wanted;
    }

    /** Returns whether the token is this symbol or word. */
    boolean is(String wanted) {
        return (kind == Kind.SYMBOL || kind == Kind.WORD) && text.equals(wanted);
    }

    /** Returns whether the token is a number or a string. */
    boolean isLiteral() {
        return kind == Kind.INT || kind == Kind.DOUBLE || kind == Kind.STRING;
    }
}
