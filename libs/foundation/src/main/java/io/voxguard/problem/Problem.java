package io.voxguard.problem;

import io.voxguard.text.UnicodeText;

/**
 * What is wrong with a request, for the one who sent it.
 *
 * @param field the field by its path, as {@code caller} or {@code context.hour}
 * @param expected what would have been right
 * @param got what came, shortened
 */
public record Problem(String field, String expected, String got) {
    private static final int SHOWN = 60;

    public Problem {
        got = got.length() > SHOWN ? UnicodeText.start(got, SHOWN) + "…" : got;
    }

    public String message() {
        return field + ": expected " + expected + ", got " + got;
    }
}
