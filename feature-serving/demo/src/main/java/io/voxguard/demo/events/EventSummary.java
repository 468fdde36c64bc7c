package io.voxguard.demo.events;

import java.io.PrintStream;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Prints what has become of a run's detections, for people. */
public final class EventSummary {
    private static final int CASES = 10;
    private static final int CALLERS = 10;

    private EventSummary() {}

    public static void print(EventReport report, PrintStream out) {
        report.cases().ifPresent(cases -> print(cases, out));
        report.pages().ifPresent(pages -> print(pages, out));
        report.notes().forEach(out::println);
        if (!report.delivered().isEmpty()) {
            out.println(account(report));
        }
        if (!report.delivered().isEmpty() || !report.notes().isEmpty()) {
            out.println();
        }
    }

    private static void print(Cases cases, PrintStream out) {
        out.printf("Case management made %d cases of %d detections; the latest%n", cases.count(), cases.events());
        cases.table().stream().limit(CASES + 1).forEach(out::println);
        out.println();
    }

    private static void print(List<Page> pages, PrintStream out) {
        Map<String, List<Page>> byCaller =
                pages.stream().collect(Collectors.groupingBy(Page::caller, TreeMap::new, Collectors.toList()));
        out.printf(
                "Alerting sent %d pages about %d blocked calls of %d callers; the first of them%n",
                pages.size(), Page.events(pages), byCaller.size());
        out.printf("%-18s %6s %6s  %s%n", "caller", "pages", "calls", "last call to");
        byCaller.values().stream()
                .sorted(Comparator.comparingLong((List<Page> some) -> -Page.events(some)))
                .limit(CALLERS)
                .forEach(some -> out.printf(
                        "%-18s %6d %6d  %s%n",
                        some.getLast().caller(),
                        some.size(),
                        Page.events(some),
                        some.getLast().callee()));
        out.println();
    }

    /** Returns a line that compares what was emitted with what has arrived. */
    static String account(EventReport report) {
        return report.detections() + " detections: " + report.emitted() + " emitted, "
                + report.delivered().entrySet().stream()
                        .map(entry -> entry.getValue() + " delivered to " + entry.getKey())
                        .collect(Collectors.joining(", "))
                + "; " + report.lost() + " lost";
    }
}
