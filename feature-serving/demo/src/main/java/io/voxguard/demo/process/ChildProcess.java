package io.voxguard.demo.process;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Process that ends with this one at the latest, with the processes that it has started. Closing ends it. Thread-safe. */
public final class ChildProcess implements AutoCloseable {
    private static final Duration TO_STOP = Duration.ofSeconds(10);

    private final Process process;
    private final Thread hook = new Thread(this::end);

    private ChildProcess(Process process) {
        this.process = process;
    }

    /** @throws IOException if there is no such program, or this process is ending */
    public static ChildProcess start(ProcessBuilder builder) throws IOException {
        ChildProcess child = new ChildProcess(builder.start());
        try {
            Runtime.getRuntime().addShutdownHook(child.hook);
        } catch (IllegalStateException e) {
            child.end();
            throw new IOException("not started, since the launcher is ending", e);
        }
        return child;
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public int exitCode() {
        return process.exitValue();
    }

    /** Waits until the process ends. */
    public void await() throws InterruptedException {
        process.waitFor();
    }

    /** Returns whether the process has ended within a time. */
    public boolean await(Duration limit) throws InterruptedException {
        return process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        end();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // it runs, or has run
        }
    }

    private void end() {
        List<ProcessHandle> descendants = process.descendants().toList();
        process.destroy();
        descendants.forEach(ProcessHandle::destroy);
        try {
            if (await(TO_STOP)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
        descendants.forEach(ProcessHandle::destroyForcibly);
    }
}
