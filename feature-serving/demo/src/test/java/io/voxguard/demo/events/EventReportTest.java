package io.voxguard.demo.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The account of a run's detections, and how {@link EventSummary} prints it. */
class EventReportTest {
    private static final Optional<Cases> CASES = Optional.of(new Cases(List.of("CASE  CALLER", "1     +1"), 1, 90, 0));
    private static final Optional<List<Page>> PAGES = Optional.of(List.of(
            new Page("+1", "critical", 2, "+9", List.of()),
            new Page("+2", "critical", 9, "+8", List.of()),
            new Page("+1", "critical", 5, "+7", List.of())));

    private static EventReport report(long emitted, long cases, long alerts) {
        Map<String, Long> delivered = new LinkedHashMap<>();
        delivered.put("cases", cases);
        delivered.put("alerts", alerts);
        return new EventReport(100, emitted, delivered, CASES, PAGES, List.of());
    }

    private static String summary(EventReport report) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        EventSummary.print(report, new PrintStream(bytes, true, StandardCharsets.UTF_8));
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void lostIsWhatTheWorstDestinationLacks() {
        assertThat(report(100, 100, 100).lost()).isZero();
        assertThat(report(100, 90, 100).lost()).isEqualTo(10);
        assertThat(report(100, 100, 70).lost()).isEqualTo(30);
        assertThat(report(60, 100, 70).lost()).isEqualTo(40);
    }

    @Test
    void fieldsOfTheLastLineCountEachDestination() {
        assertThat(report(100, 90, 100).json())
                .isEqualTo(",\"detections\":100,\"delivered_to_cases\":90,\"delivered_to_alerts\":100,\"lost\":10"
                        + ",\"cases\":1,\"alerts\":3");
    }

    @Test
    void nothingIsSaidOfEventsIfNoConsumerRan() {
        EventReport nothing = EventReport.ofNothing(List.of());
        assertThat(nothing.lost()).isZero();
        assertThat(nothing.json()).isEmpty();
        assertThat(summary(nothing)).isEmpty();
    }

    @Test
    void consumerThatWasLeftOutHasALine() {
        EventReport partly = new EventReport(
                100, 100, Map.of("cases", 100L), CASES, Optional.empty(), List.of("Left out: alerting (needs Go)"));
        assertThat(summary(partly))
                .contains("Left out: alerting (needs Go)\n")
                .contains("100 detections: 100 emitted, 100 delivered to cases; 0 lost\n")
                .doesNotContain("pages");
        assertThat(partly.json()).doesNotContain("alerts");
    }

    @Test
    void summaryShowsCasesThePagesOfEachCallerAndTheAccount() {
        assertThat(summary(report(100, 100, 100)))
                .contains("CASE  CALLER\n1     +1\n")
                .containsPattern("\\+2 +1 +9 +\\+8\n\\+1 +2 +7 +\\+7\n")
                .contains("100 detections: 100 emitted, 100 delivered to cases, 100 delivered to alerts; 0 lost\n");
    }

    @Test
    void summaryShowsTenCasesAndTheirNumber() {
        List<String> table = Stream.concat(
                        Stream.of("CASE"), IntStream.range(0, 50).mapToObj(i -> "case-" + i))
                .toList();
        Cases many = new Cases(table, 123, 900, 0);
        String summary = summary(
                new EventReport(900, 900, Map.of("cases", 900L), Optional.of(many), Optional.empty(), List.of()));
        assertThat(summary).contains("123 cases").contains("case-9\n").doesNotContain("case-10");
    }
}
