package io.voxguard.serving.repository.replicas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voxguard.catalogue.document.InvalidDocument;
import java.nio.charset.StandardCharsets;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PointerTest {
    @ParameterizedTest
    @ValueSource(strings = {"1|latest||||", "7|pinned|3|||2", "12|canary|3|4|12.5|3", "13|shadow|3|4||"})
    void aPointerIsWrittenAsItIsRead(String text) {
        Pointer pointer = Pointer.parse(text.getBytes(StandardCharsets.UTF_8));
        assertThat(new String(pointer.format(), StandardCharsets.UTF_8)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1|latest",
                "x|latest||||",
                "1|newest||||",
                "1|pinned||||",
                "1|pinned|../etc|||",
                "1|canary|3||10|",
                "1|canary|3|4|101|",
                "1|canary|3|4|-1|",
                "1|canary|3|4|NaN|",
                "1|canary|3|4|ten|"
            })
    void whatIsNoPointerIsRefused(String text) {
        assertThatThrownBy(() -> Pointer.parse(text.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(InvalidDocument.class)
                .hasMessageContaining("expected");
    }

    @Test
    void aCanaryChoosesItsShareOfCallersAndTheSameOnesEveryTime() {
        Policy.Canary canary = new Policy.Canary("1", "2", 12.5);
        int chosen = 0;
        for (int i = 0; i < 20_000; i++) {
            String caller = "+1415555" + i;
            boolean first = canary.chooses("call-fraud-gbm", caller);
            assertThat(canary.chooses("call-fraud-gbm", caller)).isEqualTo(first);
            chosen += first ? 1 : 0;
        }
        assertThat((double) chosen).isCloseTo(2_500, Percentage.withPercentage(10));
    }

    @Test
    void aLargerShareKeepsTheCallersOfTheSmaller() {
        Policy.Canary small = new Policy.Canary("1", "2", 5);
        Policy.Canary large = new Policy.Canary("1", "2", 20);
        for (int i = 0; i < 5_000; i++) {
            if (small.chooses("m", "c" + i)) {
                assertThat(large.chooses("m", "c" + i)).isTrue();
            }
        }
        assertThat(new Policy.Canary("1", "2", 0).chooses("m", "c")).isFalse();
        assertThat(new Policy.Canary("1", "2", 100).chooses("m", "c")).isTrue();
    }
}
