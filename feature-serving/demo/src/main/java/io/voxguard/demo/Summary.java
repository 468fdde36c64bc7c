package io.voxguard.demo;

import java.io.PrintStream;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Collectors;

/** Prints what a replay found, for people. */
final class Summary {
    private static final int CALLERS = 10;
    private static final int REASONS = 3;

    private Summary() {}

    static void print(Tally tally, PrintStream out) {
        out.println();
        out.println("The " + CALLERS + " most suspicious callers");
        out.printf("%-18s %6s %8s %7s %8s  %s%n", "caller", "calls", "blocked", "review", "highest", "why");
        for (Tally.Caller caller : tally.mostSuspicious(CALLERS)) {
            out.printf(
                    "%-18s %6d %8d %7d %8.3f  %s%n",
                    caller.number, caller.calls, caller.blocked, caller.review, caller.highest, why(caller));
        }
        if (!tally.labels().isEmpty()) {
            out.println();
            out.printf("%-24s %6s %20s%n", "label in the records", "calls", "blocked or reviewed");
            tally.labels()
                    .forEach((label, count) -> out.printf(
                            "%-24s %6d %12d (%4.1f %%)%n",
                            label, count.calls, count.stopped, 100.0 * count.stopped / count.calls));
        }
        tally.errorMessages().forEach(message -> out.println("error: " + message));
        out.println();
    }

    private static String why(Tally.Caller caller) {
        return caller.reasons.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder()))
                .limit(REASONS)
                .map(reason -> caller.examples.get(reason.getKey()))
                .collect(Collectors.joining("; "));
    }
}
