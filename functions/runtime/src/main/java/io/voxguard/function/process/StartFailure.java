package io.voxguard.function.process;

import io.quarkus.runtime.QuarkusBindException;
import io.smallrye.config.ConfigValidationException;
import io.voxguard.function.event.SingleLine;
import java.util.Optional;
import java.util.function.Function;

/** Explains in one line why a process did not start, and what to set. */
final class StartFailure {
    private static final int MAX_CHARACTERS = 500;

    private StartFailure() {}

    /** @param explanation the function's own, by the root cause; empty if it knows nothing better than the cause's message */
    static String line(Throwable failure, Function<Throwable, Optional<String>> explanation) {
        Throwable root = rootCause(failure);
        if (root instanceof QuarkusBindException bind) {
            return "PORT: expected a free port, got " + bind.getPort() + ", which another process listens on";
        }
        return SingleLine.of(explanation.apply(root).orElseGet(() -> text(root)), MAX_CHARACTERS);
    }

    private static String text(Throwable root) {
        String message = root.getMessage();
        boolean saysEnough = root instanceof IllegalArgumentException || root instanceof ConfigValidationException;
        return saysEnough && message != null ? message : root.toString();
    }

    /** Returns the first cause that says what was expected of a setting, else the last. */
    private static Throwable rootCause(Throwable failure) {
        Throwable root = failure;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            root = cause;
            if (cause instanceof IllegalArgumentException
                    && String.valueOf(cause.getMessage()).contains(": expected ")) {
                break;
            }
        }
        return root;
    }
}
