package io.voxguard.serving.value;

import org.jspecify.annotations.Nullable;

/** A value that is not of the type that it should be. Without a stack trace: it is the sender's affair. */
public final class WrongValue extends Exception {
    private static final long serialVersionUID = 1L;

    private final String expected;
    private final String got;

    public WrongValue(String expected, @Nullable Object got) {
        super("expected " + expected + ", got " + got, null, false, false);
        this.expected = expected;
        this.got = got instanceof String text ? '"' + text + '"' : String.valueOf(got);
    }

    public String expected() {
        return expected;
    }

    public String got() {
        return got;
    }
}
