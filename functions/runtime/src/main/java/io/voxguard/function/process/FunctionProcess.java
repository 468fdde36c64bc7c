package io.voxguard.function.process;

import io.quarkus.runtime.Quarkus;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Runs a function as a process of its own. */
public final class FunctionProcess {
    private FunctionProcess() {}

    /**
     * Starts the process; does not return. If the start fails, prints one line on standard error and ends with an exit code other than 0.
     *
     * @param explanation why the start failed, by the root cause; empty if its message says enough
     */
    public static void run(String name, Function<Throwable, Optional<String>> explanation, String... arguments) {
        Quarkus.run(null, (code, failure) -> end(name, explanation, code, failure), arguments);
    }

    private static void end(
            String name, Function<Throwable, Optional<String>> explanation, int code, @Nullable Throwable failure) {
        if (failure != null) {
            System.err.println(name + " does not start: " + StartFailure.line(failure, explanation));
            System.err.flush();
        }
        System.exit(failure != null && code == 0 ? 1 : code);
    }
}
