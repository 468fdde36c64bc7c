package io.voxguard.fanout.destination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DestinationsDocumentTest {
    private static DestinationsDocument parse(String yaml) {
        return DestinationsDocument.parse(yaml.getBytes(StandardCharsets.UTF_8), "SECRET"::equals);
    }

    @Test
    void everyFieldIsRead() {
        DestinationsDocument document = parse("""
            destinations:
              - name: alerts
                type: webhook
                url: https://alerts.example/events?a=b
                secret_env: SECRET
                filter: "severity <> 'info'"
                format: batched
                batch_size: 7
                order_by: none
                in_flight: 3
                timeout: 250ms
                retry_for: 2h
                start: earliest
            removed: [former]
            """);
        Destination alerts = document.destinations().getFirst();
        assertThat(alerts.target())
                .isEqualTo(new Target.Webhook(
                        java.net.URI.create("https://alerts.example/events?a=b"), Optional.of("SECRET"), false));
        assertThat(alerts.filter()).map(Filter::toString).contains("severity <> 'info'");
        assertThat(alerts)
                .extracting(
                        Destination::format,
                        Destination::batchSize,
                        Destination::ordered,
                        Destination::inFlight,
                        Destination::timeout,
                        Destination::retryFor,
                        Destination::fromStart)
                .containsExactly(Format.BATCHED, 7, false, 3, Duration.ofMillis(250), Duration.ofHours(2), true);
        assertThat(document.removed()).containsExactly("former");
    }

    @Test
    void defaultsAreThoseOfTheDocumentation() {
        Destination cases = parse("destinations: [{name: cases, type: stream, stream: s}]")
                .destinations()
                .getFirst();
        assertThat(cases)
                .isEqualTo(new Destination(
                        "cases",
                        new Target.Stream("s", 1_000_000),
                        Optional.empty(),
                        Format.STRUCTURED,
                        true,
                        16,
                        Duration.ofSeconds(5),
                        Duration.ofHours(1),
                        100,
                        false));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {type: stream, stream: s}                              | 100 | 1
        {type: topic, topic: t}                                | 100 | 1
        {type: channel, channel: c}                            |   1 | 1
        {type: webhook, url: 'http://a'}                       |   1 | 1
        {type: webhook, url: 'http://a', format: batched}      | 100 | 100
        """)
    void requestsHaveManyEventsButOneOfAKeyWhereEachIsAcceptedByItself(String fields, int batchSize, int maxPerKey) {
        Destination destination = parse("destinations: [" + fields.replace("{", "{name: a, ") + "]")
                .destinations()
                .getFirst();
        assertThat(destination.batchSize()).isEqualTo(batchSize);
        assertThat(destination.maxPerKey()).isEqualTo(maxPerKey);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {type: stream, stream: s}                                    | destinations[1].name: expected a name of at most 63 lower-case letters, digits and hyphens, got nothing
        {name: A B, type: stream, stream: s}                         | destinations[1].name: expected a name of at most 63 lower-case letters, digits and hyphens, got A B
        {name: first, type: stream, stream: s}                       | destinations[1].name: expected a name that no other destination has, got first
        {name: b, type: mail}                                        | destinations[1].type: expected stream or channel or topic or webhook, got mail
        {name: b}                                                    | destinations[1].type: expected stream or channel or topic or webhook, got nothing
        {name: b, type: stream}                                      | destinations[1].stream: expected the name of a stream, got nothing
        {name: b, type: stream, stream: 7}                           | destinations[1].stream: expected text, got 7
        {name: b, type: stream, stream: s, format: binary}           | destinations[1].format: expected structured, got binary
        {name: b, type: topic, topic: 'a b'}                         | destinations[1].topic: expected letters, digits, dots, hyphens and underscores, got a b
        {name: b, type: topic, topic: t, format: batched}            | destinations[1].format: expected structured or binary, got batched
        {name: b, type: webhook, url: 'ftp://a/b'}                   | destinations[1].url: expected http:// or https:// and a host, without user and fragment, got ftp://a/b
        {name: b, type: webhook, url: 'http://u:p@a/b'}              | destinations[1].url: expected http:// or https:// and a host, without user and fragment, got http://u:p@a/b
        {name: b, type: webhook, url: 'http://a/', secret_env: NO}   | destinations[1].secret_env: expected a variable of the environment that is set, got NO
        {name: b, type: stream, stream: s, in_flight: 0}             | destinations[1].in_flight: expected a whole number from 1 to 1000, got 0
        {name: b, type: stream, stream: s, in_flight: 1.5}           | destinations[1].in_flight: expected a whole number from 1 to 1000, got 1.5
        {name: b, type: stream, stream: s, timeout: 5}               | destinations[1].timeout: expected text, got 5
        {name: b, type: stream, stream: s, timeout: 5 days}          | destinations[1].timeout: expected a number with a unit: ms, s, m or h, got 5 days
        {name: b, type: stream, stream: s, timeout: 0s}              | destinations[1].timeout: expected PT0.001S to PT5M, got 0s
        {name: b, type: stream, stream: s, order_by: caller}         | destinations[1].order_by: expected partitionkey or none, got caller
        {name: b, type: stream, stream: s, topic: t}                 | destinations[1].topic: expected one of
        text                                                         | destinations[1]: expected a mapping, got text
        """)
    void wrongFieldIsNamedByItsPath(String second, String message) {
        String yaml = "destinations:\n  - {name: first, type: stream, stream: s}\n  - " + second + "\n";
        assertThatThrownBy(() -> parse(yaml)).hasMessageStartingWith(message);
    }

    @Test
    void filterThatIsNoExpressionIsRefused() {
        assertThatThrownBy(() -> parse("destinations: [{name: a, type: stream, stream: s, filter: \"severity =\"}]"))
                .hasMessageStartingWith("destinations[0].filter: expected an expression in CloudEvents SQL");
    }

    @Test
    void documentThatIsNotYamlOrNoMappingIsRefused() {
        assertThatThrownBy(() -> parse("a: [")).hasMessageStartingWith("document: expected YAML, got ");
        assertThatThrownBy(() -> parse("- a")).hasMessageStartingWith("document: expected a mapping, got a list");
        assertThatThrownBy(() -> parse("destination: []")).hasMessageStartingWith("destination: expected one of");
    }

    @Test
    void fileIsReadWhenItHasChangedAndRefusedOnceForEachVersion(@TempDir Path folder) throws Exception {
        Path path = folder.resolve("destinations.yaml");
        DestinationsFile file = new DestinationsFile(path, name -> false);
        assertThatThrownBy(file::read).hasMessageContaining(path + ": expected a file");
        assertThat(file.read()).isEmpty();
        Files.writeString(path, "destinations: [{name: a, type: stream, stream: s}]");
        assertThat(file.read()).map(document -> document.destinations().size()).contains(1);
        assertThat(file.read()).isEmpty();
        Files.writeString(path, "destinations: [{name: a, type: mail}]");
        assertThatThrownBy(file::read)
                .hasMessage(path + ": destinations[0].type: expected stream or channel or topic or webhook, got mail");
        assertThat(file.read()).isEmpty();
    }
}
