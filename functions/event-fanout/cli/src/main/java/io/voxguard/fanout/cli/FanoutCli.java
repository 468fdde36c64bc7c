package io.voxguard.fanout.cli;

import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * {@code ./voxguard replay-events} and {@code dead-letters}: commands for a running event-fanout. Exit code 0: done; 1: failed, or something was not delivered; 2: not
 * understood.
 */
public final class FanoutCli {
    static final int DONE = 0;
    static final int FAILED = 1;
    static final int NOT_UNDERSTOOD = 2;

    private FanoutCli() {}

    public static void main(String[] arguments) throws InterruptedException {
        System.exit(run(List.of(arguments), System.out, System.err));
    }

    /** Runs a command; returns its exit code. */
    public static int run(List<String> arguments, PrintStream out, PrintStream errors) throws InterruptedException {
        try {
            return run(new ArrayDeque<>(arguments), out);
        } catch (CommandFailure e) {
            errors.println("voxguard: " + e.line());
            return e.exitCode();
        }
    }

    private static int run(Deque<String> arguments, PrintStream out) throws CommandFailure, InterruptedException {
        String command = arguments.isEmpty() ? "nothing" : arguments.removeFirst();
        return switch (command) {
            case "replay-events" -> ReplayEvents.run(Options.parse(ReplayEvents.OPTIONS, arguments), out);
            case "dead-letters" -> DeadLetters.run(Options.parse(DeadLetters.OPTIONS, arguments), out);
            default -> throw CommandFailure.usage("expected replay-events or dead-letters, got " + command);
        };
    }
}
