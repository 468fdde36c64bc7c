package io.voxguard.text;

/** Texts of ASCII digits. */
public final class Digits {
    private Digits() {}

    /** Returns whether a text is at least one digit and at most so many. */
    public static boolean areAll(String text, int most) {
        int length = text.length();
        if (length == 0 || length > most) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return false;
            }
        }
        return true;
    }
}
