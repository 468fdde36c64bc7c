package io.voxguard.api.http.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voxguard.problem.Refused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutePathTest {
    private static final RoutePath PATH = RoutePath.of("/v2/models/{model}/versions/{version}/ready");

    @Test
    void patternHasTheRoutersParameters() {
        assertThat(PATH.pattern()).isEqualTo("/v2/models/:model/versions/:version/ready");
        assertThat(RoutePath.of("/health").pattern()).isEqualTo("/health");
    }

    @ParameterizedTest
    @CsvSource({
        "/v2/models/m/versions/1/ready, m, 1",
        "/v2/models/m/versions/1/ready/, m, 1",
        "/v2/models/a%2Fb/versions/%31%20/ready, a/b, '1 '",
        "/v2/models/pl%2561in/versions/+/ready, pl%61in, +"
    })
    void parametersAreDecodedOnce(String path, String model, String version) {
        assertThat(PATH.parameter(path, "model")).isEqualTo(model);
        assertThat(PATH.parameter(path, "version")).isEqualTo(version);
    }

    @Test
    void lastSegmentIsAParameterToo() {
        assertThat(RoutePath.of("/v1/models/{model}").parameter("/v1/models/plain", "model"))
                .isEqualTo("plain");
    }

    @Test
    void parameterThatTheTemplateLacksIsNull() {
        assertThat(RoutePath.of("/v1/models/{model}").parameter("/v1/models/plain", "version"))
                .isNull();
    }

    @Test
    void escapesThatAreNotUtf8AreRefused() {
        assertThatThrownBy(() -> PATH.parameter("/v2/models/%FF/versions/1/ready", "model"))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("path: expected escapes of UTF-8");
    }
}
