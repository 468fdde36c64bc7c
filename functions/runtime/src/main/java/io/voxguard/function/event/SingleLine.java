package io.voxguard.function.event;

/** Makes text from outside fit for a log, a header or a reply: one line without control characters, of bounded length. */
public final class SingleLine {
    private static final int MAX_CHARACTERS = 120;

    private SingleLine() {}

    /** Returns the text's first 120 characters, followed by its length if it is longer. */
    public static String of(String text) {
        return of(text, MAX_CHARACTERS);
    }

    /** Returns the text's first characters, at most {@code maxCharacters}, followed by its length if it is longer. */
    public static String of(String text, int maxCharacters) {
        StringBuilder line = new StringBuilder(Math.min(text.length(), maxCharacters));
        int at = 0;
        while (at < text.length() && line.length() < maxCharacters) {
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
