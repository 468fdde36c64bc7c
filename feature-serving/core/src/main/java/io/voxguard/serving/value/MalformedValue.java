package io.voxguard.serving.value;

/** Bytes that are not what they should be: cut short, or of another type. One instance without a stack trace, since there may be many of them. */
public final class MalformedValue extends Exception {
    private static final long serialVersionUID = 1L;

    static final MalformedValue INSTANCE = new MalformedValue();

    private MalformedValue() {
        super("not a value of Feast's: cut short, or of an unknown type", null, false, false);
    }
}
