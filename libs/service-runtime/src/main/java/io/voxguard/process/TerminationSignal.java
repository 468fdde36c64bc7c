package io.voxguard.process;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import sun.misc.Signal;

/** Makes SIGTERM an ordinary end: the process stops as it does of its own accord and ends with code 0, where the JVM's own handler would end it with 143. */
@Singleton
final class TerminationSignal {
    /** After Quarkus has registered its own handler, which it does in a native executable. */
    void handle(@Observes StartupEvent started) {
        if (LaunchMode.current() == LaunchMode.NORMAL) {
            Signal.handle(new Signal("TERM"), signal -> Quarkus.asyncExit(0));
        }
    }
}
