package io.voxguard.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Metrics by name, each as its type and labels ({@code counter [route, status]}): those of the documentation, and those of a scrape. */
public final class DocumentedMetrics {
    private static final Pattern ROW = Pattern.compile("\\| `(voxguard_\\w+)` \\| (\\w+) \\|([^|]*)\\|.*");
    private static final Pattern TYPE = Pattern.compile("# TYPE (voxguard_\\w+) (\\w+)");
    private static final Pattern SAMPLE = Pattern.compile("(voxguard_\\w+)(?:\\{(.*)})? .*");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"");
    private static final Pattern CODE = Pattern.compile("`(\\w+)`");

    private DocumentedMetrics() {}

    /** Reads the table of {@code docs/metrics.md} below a heading of the second level. */
    public static Map<String, String> documented(String section) throws IOException {
        Map<String, String> metrics = new TreeMap<>();
        boolean inside = false;
        for (String line : Files.readAllLines(Path.of(System.getProperty("voxguard.root"), "docs/metrics.md"))) {
            inside = line.startsWith("## ") ? line.equals("## " + section) : inside;
            Matcher row = ROW.matcher(line);
            if (inside && row.matches()) {
                metrics.put(row.group(1), row.group(2) + " " + names(CODE, row.group(3)));
            }
        }
        return metrics;
    }

    /** Reads a scrape. Maxima, which come with each histogram and summary, are left out. */
    public static Map<String, String> registered(String scrape) {
        Map<String, String> types = new TreeMap<>();
        Map<String, Set<String>> labels = new TreeMap<>();
        scrape.lines().forEach(line -> {
            Matcher type = TYPE.matcher(line);
            Matcher sample = SAMPLE.matcher(line);
            if (type.matches()) {
                types.put(name(type.group(1), type.group(2)), type.group(2));
            } else if (sample.matches() && sample.group(2) != null) {
                labels.computeIfAbsent(sample.group(1), any -> new TreeSet<>()).addAll(names(LABEL, sample.group(2)));
            }
        });
        Map<String, String> metrics = new TreeMap<>();
        types.forEach((name, type) -> {
            if (!name.endsWith("_max")) {
                String counted = type.equals("histogram") || type.equals("summary") ? name + "_count" : name;
                metrics.put(name, type + " " + labels.getOrDefault(counted, Set.of()));
            }
        });
        return metrics;
    }

    /** OpenMetrics names a counter's family without the suffix that its samples have. */
    private static String name(String family, String type) {
        return type.equals("counter") && !family.endsWith("_total") ? family + "_total" : family;
    }

    private static Set<String> names(Pattern pattern, String text) {
        Set<String> names = new TreeSet<>();
        pattern.matcher(text)
                .results()
                .map((MatchResult found) -> found.group(1))
                .forEach(names::add);
        return names;
    }
}
