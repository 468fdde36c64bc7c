package io.voxguard.rulerefresh.service;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import org.jspecify.annotations.Nullable;

/** Starts the process; a start that fails is one line on standard error and an exit code other than 0. */
@QuarkusMain
public final class Main {
    private Main() {}

    public static void main(String... arguments) {
        Quarkus.run(null, Main::end, arguments);
    }

    private static void end(int code, @Nullable Throwable fault) {
        if (fault != null) {
            System.err.println("rule-refresh does not start: " + StartFault.line(fault));
            System.err.flush();
        }
        System.exit(fault != null && code == 0 ? 1 : code);
    }
}
