package io.voxguard.serving.limit;

import io.voxguard.calls.CallSyntax;
import io.voxguard.problem.Problem;
import io.voxguard.text.UnicodeText;
import org.jspecify.annotations.Nullable;

/** Part of what a limit counts by, as a request gives it. */
public enum Part {
    CALLER("caller"),
    CALLEE("callee"),
    TRUNK("trunk"),
    KEY("key");

    private static final int MAX_KEY = 256;
    private static final String EXPECTED_KEY = "1 to " + MAX_KEY + " characters";

    private final String label;

    Part(String label) {
        this.label = label;
    }

    /** Returns the name in requests. */
    public String label() {
        return label;
    }

    /** Returns what a request has to give, for messages. */
    public String expected() {
        return switch (this) {
            case CALLER -> CallSyntax.CALLER;
            case CALLEE -> CallSyntax.CALLEE;
            case TRUNK -> CallSyntax.TRUNK;
            case KEY -> EXPECTED_KEY;
        };
    }

    /** Returns the problem of a text; null if it is sound. */
    public @Nullable Problem problem(String text) {
        boolean sound =
                switch (this) {
                    case CALLER -> CallSyntax.isCaller(text);
                    case CALLEE -> CallSyntax.isCallee(text);
                    case TRUNK -> CallSyntax.isTrunk(text);
                    case KEY -> !text.isEmpty() && text.length() <= MAX_KEY;
                };
        return sound ? null : new Problem(label, expected(), '"' + UnicodeText.shown(text) + '"');
    }
}
