package io.voxguard.rules.condition;

/**
 * One token of a condition.
 *
 * @param text as it is written
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

    /** Whether it is this symbol or word. */
    boolean is(String wanted) {
        return (kind == Kind.SYMBOL || kind == Kind.WORD) && text.equals(wanted);
    }

    /** Whether it is a number or a string. */
    boolean isLiteral() {
        return kind == Kind.INT || kind == Kind.DOUBLE || kind == Kind.STRING;
    }
}
