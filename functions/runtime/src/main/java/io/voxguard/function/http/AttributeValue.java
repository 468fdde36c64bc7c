package io.voxguard.function.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Decodes the value of an attribute's header: percent-encoded UTF-8, possibly quoted (HTTP binding of CloudEvents, section 3.1.3.2). */
final class AttributeValue {
    private AttributeValue() {}

    /**
     * Returns the decoded value.
     *
     * @throws IllegalArgumentException if it is not UTF-8, or a quotation does not end
     */
    static String decode(String name, String header) {
        String text = header.startsWith("\"") ? unquote(name, header) : header;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        for (int at = 0; at < text.length(); at++) {
            char character = text.charAt(at);
            int escaped = character == '%' ? hex(text, at + 1) : -1;
            if (escaped >= 0) {
                bytes.write(escaped);
                at += 2;
            } else if (character <= 0xFF) {
                bytes.write(character); // a byte of the header: they are read as ISO 8859-1
            } else {
                throw invalid(name, "ISO 8859-1 or percent-encoded UTF-8");
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw invalid(name, "UTF-8");
        }
    }

    private static String unquote(String name, String quoted) {
        StringBuilder text = new StringBuilder(quoted.length());
        for (int at = 1; at < quoted.length(); at++) {
            char character = quoted.charAt(at);
            if (character == '"' && at == quoted.length() - 1) {
                return text.toString();
            }
            if (character == '\\' && at + 1 < quoted.length()) {
                at++;
            }
            text.append(quoted.charAt(at));
        }
        throw invalid(name, "a quotation that ends with the value");
    }

    /** Returns the value of two hexadecimal digits, or -1 if there are none: senders that predate the rule do not encode percent signs. */
    private static int hex(String text, int at) {
        if (at + 2 > text.length()) {
            return -1;
        }
        int high = Character.digit(text.charAt(at), 16);
        int low = Character.digit(text.charAt(at + 1), 16);
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }

    private static IllegalArgumentException invalid(String name, String expected) {
        return new IllegalArgumentException(name + ": expected " + expected);
    }
}
