package io.voxguard.store.messaging.pubsub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voxguard.store.messaging.ChannelConfig;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Attributes are checked when the channel is made, and named in the refusal. */
class PubSubSettingsTest {
    private static IncomingPubSubSettings incoming(Map<String, String> attributes) {
        return IncomingPubSubSettings.of(new RedisPubSubConnectorIncomingConfiguration(
                ChannelConfig.of("news", "redis://127.0.0.1:1", attributes)));
    }

    @Test
    void channelsNameIsSubscribedToUnlessChannelsOrPatternsAreGiven() {
        assertThat(incoming(Map.of()).channels()).containsExactly("news");
        assertThat(incoming(Map.of("channels", "a, b,a")).channels()).containsExactly("a", "b");
        assertThat(incoming(Map.of("patterns", "a.*")).channels()).isEmpty();
        assertThat(incoming(Map.of("patterns", "a.*,b.*")).patterns()).containsExactly("a.*", "b.*");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            buffer-size     | 0    | buffer-size: expected 1 to 1000000, got 0
            channels        | a,,b | channels: expected a name, got nothing
            patterns        | a,   | patterns: expected a name, got nothing
            connect-timeout | 1ms  | connect-timeout: expected 100ms to 60s, got 1ms
            silence         | 1h   | silence: expected 100ms to 60s, got 1h
            """)
    void attributeOutOfBoundsIsRefused(String name, String value, String refusal) {
        assertThatThrownBy(() -> incoming(Map.of(name, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("mp.messaging.incoming.news." + refusal);
    }
}
