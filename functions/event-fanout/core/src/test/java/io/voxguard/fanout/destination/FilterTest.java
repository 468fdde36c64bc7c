package io.voxguard.fanout.destination;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FilterTest {
    private static final CloudEvent EVENT = CloudEventBuilder.v1()
            .withId("a")
            .withSource(URI.create("/voxguard/feature-serving"))
            .withType("io.voxguard.detection.v1")
            .withSubject("+14155550123")
            .withExtension("severity", "critical")
            .withExtension("decision", "block")
            .build();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        severity <> 'info'                                           | MATCHES
        severity = 'info'                                            | DIFFERS
        severity IN ('warning', 'critical') AND decision = 'block'   | MATCHES
        type LIKE 'io.voxguard.%'                                    | MATCHES
        subject LIKE '+44%'                                          | DIFFERS
        EXISTS severity                                              | MATCHES
        EXISTS region                                                | DIFFERS
        region = 'eu'                                                | FAILED
        ABS(severity) > 3                                            | FAILED
        LENGTH(subject)                                              | FAILED
        """)
    void expressionMatchesDiffersOrFails(String expression, Filter.Match expected) {
        assertThat(Filter.parse("filter", expression).match(EVENT)).isEqualTo(expected);
    }
}
