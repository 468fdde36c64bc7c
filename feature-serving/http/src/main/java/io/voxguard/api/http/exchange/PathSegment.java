package io.voxguard.api.http.exchange;

import io.voxguard.problem.Refused;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** One segment of a path, whose percent escapes are decoded once. */
final class PathSegment {
    private static final int ESCAPE = 3;

    private PathSegment() {}

    /** @throws Refused when an escape is not two hexadecimal digits, or the escapes are not UTF-8 */
    static String decoded(String segment) {
        if (segment.indexOf('%') < 0) {
            return segment;
        }
        byte[] raw = segment.getBytes(StandardCharsets.UTF_8);
        byte[] bytes = new byte[raw.length];
        int size = 0;
        for (int i = 0; i < raw.length; i++) {
            if (raw[i] != '%') {
                bytes[size++] = raw[i];
                continue;
            }
            int high = i + ESCAPE <= raw.length ? Character.digit(raw[i + 1], 16) : -1;
            int low = high < 0 ? -1 : Character.digit(raw[i + 2], 16);
            if (low < 0) {
                throw Refused.invalid("path", "% and two hexadecimal digits", segment);
            }
            bytes[size++] = (byte) (high << 4 | low);
            i += ESCAPE - 1;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, 0, size))
                    .toString();
        } catch (CharacterCodingException e) {
            throw Refused.invalid("path", "escapes of UTF-8", segment);
        }
    }
}
