package io.voxguard.api.http.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.voxguard.problem.Refused;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefusedStatusTest {
    @ParameterizedTest
    @CsvSource({
        "INVALID, 400",
        "FORBIDDEN, 403",
        "NOT_FOUND, 404",
        "NO_SUCH_METHOD, 405",
        "NOT_ACCEPTABLE, 406",
        "CONFLICT, 409",
        "TOO_LARGE, 413",
        "UNSUPPORTED_ENCODING, 415",
        "EXPECTATION_FAILED, 417",
        "OVERLOADED, 429",
        "FAULT, 500",
        "UNAVAILABLE, 503",
        "TOO_LATE, 504"
    })
    void kindHasTheStatusThatClientsKnow(Refused.Kind kind, int status) {
        assertThat(RefusedStatus.of(kind)).isEqualTo(status);
    }
}
