package io.voxguard.fanout.send;

import io.cloudevents.types.Time;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Attributes of an event as text, as the binary mode has them. */
public final class AttributeText {
    private AttributeText() {}

    /** Returns the canonical text of an attribute's value. */
    public static String of(@Nullable Object value) {
        return switch (value) {
            case null -> "";
            case OffsetDateTime time -> Time.writeTime(time);
            case byte[] bytes -> Base64.getEncoder().encodeToString(bytes);
            default -> value.toString();
        };
    }

    /** Returns a text as an HTTP header has it: what is not printable ASCII, and space, quote and percent sign, percent-encoded. */
    public static String inHeader(String text) {
        StringBuilder header = new StringBuilder(text.length());
        for (byte one : text.getBytes(StandardCharsets.UTF_8)) {
            if (one > 0x20 && one < 0x7f && one != '"' && one != '%') {
                header.append((char) one);
            } else {
                header.append(String.format("%%%02X", one & 0xff));
            }
        }
        return header.toString();
    }
}
