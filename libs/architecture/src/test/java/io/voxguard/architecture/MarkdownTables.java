package io.voxguard.architecture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The tables of a page of the documentation whose rows begin with code, by section. */
final class MarkdownTables {
    private final Map<String, List<List<String>>> rows = new TreeMap<>();

    private MarkdownTables() {}

    static MarkdownTables of(Path page) throws IOException {
        MarkdownTables tables = new MarkdownTables();
        String section = "";
        for (String line : Files.readAllLines(page)) {
            if (line.startsWith("## ")) {
                section = line.substring(3).strip();
            } else if (line.startsWith("| `")) {
                tables.rows.computeIfAbsent(section, any -> new ArrayList<>()).add(cells(line));
            }
        }
        return tables;
    }

    /** Returns the cells of each row of the section with this heading of the second level, and of those below it. */
    List<List<String>> rows(String section) {
        List<List<String>> found = rows.get(section);
        if (found == null) {
            throw new IllegalArgumentException("section: expected one of " + rows.keySet() + ", got " + section);
        }
        return found;
    }

    private static List<String> cells(String line) {
        String inner = line.substring(1, line.lastIndexOf('|'));
        return Arrays.stream(inner.split("(?<!\\\\)\\|")).map(String::strip).toList();
    }
}
