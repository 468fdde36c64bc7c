package io.voxguard.fanout.service;

import io.quarkus.runtime.annotations.QuarkusMain;
import io.voxguard.function.process.FunctionProcess;
import java.util.Optional;

/** Starts the process; a start that fails is one line on standard error and an exit code other than 0. */
@QuarkusMain
public final class Main {
    private Main() {}

    public static void main(String... arguments) {
        FunctionProcess.run("event-fanout", cause -> Optional.empty(), arguments);
    }
}
