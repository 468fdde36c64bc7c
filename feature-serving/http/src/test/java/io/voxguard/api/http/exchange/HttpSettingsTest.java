package io.voxguard.api.http.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.voxguard.testing.SettingsForTests;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HttpSettingsTest {
    private static final String INLINE_BODY = "voxguard.http.inline-body";
    private static final String DIRECT = "voxguard.http.direct";

    @Test
    void everyKeyHasItsDefault() {
        assertThat(SettingsForTests.defaults(HttpSettings.class))
                .isEqualTo(Map.of(INLINE_BODY, "65536", DIRECT, "true"));
    }

    @Test
    void everyKeyIsRead() {
        assertThat(SettingsForTests.read(HttpSettings.class, Map.of(INLINE_BODY, "0"))
                        .inlineBody())
                .isZero();
        assertThat(SettingsForTests.read(HttpSettings.class, Map.of(DIRECT, "false"))
                        .direct())
                .isFalse();
    }

    @Test
    void negativeNumberOfBytesIsOneProblemThatNamesItsKey() {
        assertThat(SettingsForTests.refusal(HttpSettings.class, INLINE_BODY, "-5"))
                .contains("expected ");
    }
}
