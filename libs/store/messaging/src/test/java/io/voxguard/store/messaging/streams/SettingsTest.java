package io.voxguard.store.messaging.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voxguard.store.messaging.ChannelConfig;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Attributes are checked when the channel is made, and named in the refusal. */
class SettingsTest {
    private static final String URL = "redis://127.0.0.1:1";

    private static IncomingSettings incoming(Map<String, String> attributes) {
        return IncomingSettings.of(
                new RedisStreamsConnectorIncomingConfiguration(ChannelConfig.of("calls", URL, attributes)));
    }

    private static OutgoingSettings outgoing(Map<String, String> attributes) {
        return OutgoingSettings.of(
                new RedisStreamsConnectorOutgoingConfiguration(ChannelConfig.of("calls", URL, attributes)),
                Clock.systemUTC());
    }

    @Test
    void defaultsLoseNothing() {
        IncomingSettings settings = incoming(Map.of("group", "g"));
        assertThat(settings.failureStrategy()).isEqualTo(FailureStrategy.DELAYED_RETRY);
        assertThat(settings.start()).isEqualTo("0");
        assertThat(settings.trimKeep()).isEmpty();
        assertThat(settings.stream()).isEqualTo("calls");
        assertThat(settings.deadLetterStream()).isEqualTo("calls:dead");
        assertThat(settings.claimMinIdle()).isEqualTo(Duration.ofSeconds(30));
        assertThat(outgoing(Map.of()).maxLength()).isEmpty();
    }

    @Test
    void consumersOfTwoChannelsHaveDifferentNames() {
        assertThat(incoming(Map.of("group", "g")).consumer())
                .isNotEqualTo(incoming(Map.of("group", "g")).consumer());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            max-inflight       | 0        | max-inflight: expected 1 to 100000, got 0
            claim-min-idle     | soon     | claim-min-idle: expected a duration such as 500ms, 10s or PT10S, got soon
            claim-min-idle     | 1ms      | claim-min-idle: expected 100ms to 86400s, got 1ms
            claim-interval     | 31s      | claim-interval: expected 100ms to 30s, got 31s
            retry-max-delay    | 10ms     | retry-max-delay: expected 1s to 86400s, got 10ms
            failure-strategy   | shrug    | failure-strategy: expected fail or ignore or dead-letter or delayed-retry, got shrug
            ordered            | maybe    | ordered: expected none or key, got maybe
            ordered            | key      | key: expected the name of a field, or ce: and that of a CloudEvent's attribute, got nothing
            start              | 5        | start: expected 0, $ or <milliseconds>-<sequence>, got 5
            dead-letter-stream | calls    | dead-letter-stream: expected another stream than the channel's, got calls
            trim-keep          | -1       | trim-keep: expected 0 to 2147483647, got -1
            cloud-events       | yes      | cloud-events: expected detect or structured or off, got yes
            trusted-certificates | /none  | trusted-certificates: expected a PEM file that can be read, got /none
            """)
    void incomingAttributeOutOfBoundsIsRefused(String name, String value, String refusal) {
        assertThatThrownBy(() -> incoming(Map.of("group", "g", name, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("mp.messaging.incoming.calls." + refusal);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            max-inflight        | 10001 | max-inflight: expected 1 to 10000, got 10001
            retries             | -1    | retries: expected 0 to 1000, got -1
            deduplicate-window  | 10ms  | deduplicate-window: expected 1s to 2592000s, got 10ms
            max-length          | 0     | max-length: expected 1 to 2147483647, got 0
            cloud-events-mode   | xml   | cloud-events-mode: expected binary or structured or off, got xml
            cloud-events-source | a b   | cloud-events-source: expected a URI, got a b
            """)
    void outgoingAttributeOutOfBoundsIsRefused(String name, String value, String refusal) {
        assertThatThrownBy(() -> outgoing(Map.of(name, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("mp.messaging.outgoing.calls." + refusal);
    }

    @Test
    void channelWithoutGroupOrStoreIsRefused() {
        assertThatThrownBy(() -> incoming(Map.of("group", " ")))
                .hasMessage("mp.messaging.incoming.calls.group: expected a name, got nothing");
        assertThatThrownBy(() -> outgoing(Map.of("url", " ")))
                .hasMessageStartingWith("mp.messaging.outgoing.calls.url: expected redis://host:port");
    }
}
