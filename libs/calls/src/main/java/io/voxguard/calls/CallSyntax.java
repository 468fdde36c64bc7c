package io.voxguard.calls;

/** The form of what identifies a call and its parties. Texts are never rewritten: they are keys. */
public final class CallSyntax {
    /** Form of a caller, for messages. */
    public static final String CALLER = "a number: 1 to 15 digits, with a leading + 7 to 15 (E.164)";
    /** Form of a callee, for messages. */
    public static final String CALLEE = "a number: 1 to 15 digits, with a leading + 3 to 15 (E.164)";
    /** Form of a trunk, for messages. */
    public static final String TRUNK = "1 to 64 letters, digits, or any of . _ : -";
    /** Form of the name of a call, for messages. */
    public static final String CALL_ID = "1 to 128 characters";

    private static final int MAX_DIGITS = 15;
    private static final int MIN_INTERNATIONAL_DIGITS = 7;
    /** An emergency number, with or without a country code before it. */
    private static final int MIN_INTERNATIONAL_CALLEE_DIGITS = 3;

    private static final int MAX_TRUNK = 64;
    private static final int MAX_ID = 128;

    private CallSyntax() {}

    public static boolean isCaller(String text) {
        return isNumber(text, MIN_INTERNATIONAL_DIGITS);
    }

    /** Returns whether a text can be a callee: short numbers behind a country code are called, but do not call. */
    public static boolean isCallee(String text) {
        return isNumber(text, MIN_INTERNATIONAL_CALLEE_DIGITS);
    }

    public static boolean isTrunk(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean fine =
                    c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "._:-".indexOf(c) >= 0;
            if (!fine) {
                return false;
            }
        }
        return !text.isEmpty() && text.length() <= MAX_TRUNK;
    }

    public static boolean isCallId(String text) {
        return !text.isEmpty() && text.length() <= MAX_ID;
    }

    private static boolean isNumber(String text, int minInternationalDigits) {
        int start = !text.isEmpty() && text.charAt(0) == '+' ? 1 : 0;
        int digits = text.length() - start;
        if (digits < (start == 1 ? minInternationalDigits : 1) || digits > MAX_DIGITS) {
            return false;
        }
        for (int i = start; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }
}
