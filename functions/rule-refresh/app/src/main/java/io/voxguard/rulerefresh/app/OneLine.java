package io.voxguard.rulerefresh.app;

/** Text of others, made fit for a log, a header or an answer: one line, without control characters, of a bounded length. */
public final class OneLine {
    private static final int MOST_CHARACTERS = 120;

    private OneLine() {}

    /** Returns the text's first 120 characters, and how many there were where it was longer. */
    public static String of(String text) {
        return of(text, MOST_CHARACTERS);
    }

    /** Returns the text's first characters, at most so many, and how many there were where it was longer. */
    public static String of(String text, int mostCharacters) {
        StringBuilder line = new StringBuilder(Math.min(text.length(), mostCharacters));
        int at = 0;
        while (at < text.length() && line.length() < mostCharacters) {
            int character = text.codePointAt(at);
            at += Character.charCount(character);
            line.appendCodePoint(printable(character));
        }
        return at == text.length() ? line.toString() : line + "… (" + text.length() + " characters)";
    }

    private static int printable(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> ' ';
            case Character.SURROGATE -> '\uFFFD';
            default -> character;
        };
    }
}
