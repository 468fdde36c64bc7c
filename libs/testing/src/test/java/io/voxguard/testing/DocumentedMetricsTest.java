package io.voxguard.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DocumentedMetricsTest {
    @Test
    void scrapeIsReadByNameTypeAndLabels() {
        assertThat(DocumentedMetrics.registered("""
                # TYPE voxguard_calls_total counter
                voxguard_calls_total{model="m",version="1"} 3.0
                # TYPE voxguard_rows counter
                voxguard_rows_total 1.0
                # TYPE voxguard_seconds histogram
                voxguard_seconds_count{route="/x"} 1.0
                voxguard_seconds_bucket{route="/x",le="1"} 1.0
                # TYPE voxguard_seconds_max gauge
                voxguard_seconds_max{route="/x"} 1.0
                # TYPE jvm_threads gauge
                jvm_threads 3.0
                """))
                .isEqualTo(Map.of(
                        "voxguard_calls_total", "counter [model, version]",
                        "voxguard_rows_total", "counter []",
                        "voxguard_seconds", "histogram [route]"));
    }

    @Test
    void documentationIsReadBelowItsHeadingOnly() throws IOException {
        assertThat(DocumentedMetrics.documented("Feature serving"))
                .containsKey("voxguard_store_info")
                .doesNotContainKey("voxguard_rules_refresh_seconds");
        assertThat(DocumentedMetrics.documented("No such heading")).isEmpty();
    }
}
