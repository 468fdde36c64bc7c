package io.voxguard.demo.events;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cases as case management prints them.
 *
 * @param table a line of headings, and a line for each case
 * @param events in all cases
 * @param unreadable entries of the stream that were no events
 */
public record Cases(List<String> table, long count, long events, long unreadable) {
    private static final Pattern TOTALS =
            Pattern.compile("(\\d+) cases, \\d+ open, (\\d+) events, (\\d+) unreadable entries.*");

    /** @throws IllegalArgumentException if the output does not end with the totals */
    static Cases read(String output) {
        List<String> lines = output.lines().toList();
        Matcher totals = TOTALS.matcher(lines.isEmpty() ? "" : lines.getLast());
        if (!totals.matches()) {
            throw new IllegalArgumentException("case management: expected a last line with the number of cases, got "
                    + (lines.isEmpty() ? "nothing" : lines.getLast()));
        }
        return new Cases(
                List.copyOf(lines.subList(0, lines.size() - 1)),
                Long.parseLong(totals.group(1)),
                Long.parseLong(totals.group(2)),
                Long.parseLong(totals.group(3)));
    }
}
