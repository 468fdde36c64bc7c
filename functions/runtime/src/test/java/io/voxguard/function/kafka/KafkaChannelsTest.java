package io.voxguard.function.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KafkaChannelsTest {
    private static final String CHANNEL = "mp.messaging.incoming.calls.";

    @Test
    void channelWithATopicGetsItsDefaultsAndIsOffWithoutABroker() {
        SmallRyeConfig config = config(Map.of(CHANNEL + "topic", "calls.v1"));
        assertThat(config.getValue(CHANNEL + "dead-letter-queue.topic", String.class))
                .isEqualTo("calls.v1.dead-letters");
        assertThat(config.getValue(CHANNEL + "failure-strategy", String.class)).isEqualTo("dead-letter-queue");
        assertThat(config.getValue(CHANNEL + "enabled", Boolean.class)).isFalse();
    }

    @Test
    void settingsOfTheFunctionOverrideTheDefaults() {
        SmallRyeConfig config =
                config(Map.of(CHANNEL + "topic", "calls.v1", CHANNEL + "dead-letter-queue.topic", "elsewhere"));
        assertThat(config.getValue(CHANNEL + "dead-letter-queue.topic", String.class))
                .isEqualTo("elsewhere");
    }

    private static SmallRyeConfig config(Map<String, String> application) {
        return new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(application, "application.properties", 250))
                .withSources(new KafkaChannels())
                .build();
    }
}
