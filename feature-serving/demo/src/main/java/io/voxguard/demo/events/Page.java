package io.voxguard.demo.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Page that alerting sent about a caller.
 *
 * @param events that it is about
 * @param callee of the last one
 * @param rules that fired for it
 */
public record Page(String caller, String severity, long events, String callee, List<String> rules) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Reads pages, one a line; a last line without its end is still being written. */
    static List<Page> readAll(String lines) throws IOException {
        List<Page> pages = new ArrayList<>();
        for (String line : lines.substring(0, lines.lastIndexOf('\n') + 1).split("\n", -1)) {
            if (!line.isBlank()) {
                pages.add(read(JSON.readTree(line)));
            }
        }
        return pages;
    }

    /** Returns how many events pages are about. */
    static long events(List<Page> pages) {
        return pages.stream().mapToLong(Page::events).sum();
    }

    private static Page read(JsonNode page) {
        List<String> rules = new ArrayList<>();
        page.path("rules").forEach(rule -> rules.add(rule.asText()));
        return new Page(
                page.path("caller").asText(),
                page.path("severity").asText(),
                page.path("count").asLong(),
                page.path("callee").asText(),
                rules);
    }
}
