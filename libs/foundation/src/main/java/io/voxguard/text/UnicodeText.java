package io.voxguard.text;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Text that has a form in UTF-8. A string of Java, and so one of JSON, may hold half of a surrogate pair; written as UTF-8 it becomes a question mark, and
 * two different texts become one.
 */
public final class UnicodeText {
    /** What is expected of a text, for messages. */
    public static final String EXPECTED = "text of whole characters, without half a surrogate pair";

    private UnicodeText() {}

    /** Returns whether every surrogate has its other half. */
    public static boolean isWellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (Character.isSurrogate(unit)) {
                boolean pair = Character.isHighSurrogate(unit)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!pair) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    /** Returns whether all texts in a plain value are well-formed, those in lists and maps among them. */
    public static boolean isWellFormed(@Nullable Object plain) {
        return switch (plain) {
            case null -> true;
            case String text -> isWellFormed(text);
            case List<?> list -> list.stream().allMatch(UnicodeText::isWellFormed);
            case Map<?, ?> map ->
                map.entrySet().stream()
                        .allMatch(entry -> isWellFormed(entry.getKey()) && isWellFormed(entry.getValue()));
            default -> true;
        };
    }

    /** Returns the text with each half of a pair as JSON escapes it, so that a message can show it. */
    public static String shown(String text) {
        if (isWellFormed(text)) {
            return text;
        }
        StringBuilder shown = new StringBuilder();
        text.codePoints().forEach(point -> {
            if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
                shown.append(String.format("\\u%04x", point));
            } else {
                shown.appendCodePoint(point);
            }
        });
        return shown.toString();
    }

    /** Returns the first characters of a text, at most {@code length}, without cutting a surrogate pair in half. */
    public static String start(String text, int length) {
        if (text.length() <= length) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length);
    }

    /** Returns the text that the bytes are in UTF-8; null where they are none. */
    public static @Nullable String decode(byte[] utf8) {
        return decode(utf8, 0, utf8.length);
    }

    /** Returns the text that the bytes from one position up to another are in UTF-8; null where they are none. */
    public static @Nullable String decode(byte[] utf8, int from, int to) {
        if (isAscii(utf8, from, to)) {
            return new String(utf8, from, to - from, StandardCharsets.ISO_8859_1);
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8, from, to - from))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private static boolean isAscii(byte[] bytes, int from, int to) {
        byte all = 0;
        for (int i = from; i < to; i++) {
            all |= bytes[i];
        }
        return all >= 0;
    }
}
