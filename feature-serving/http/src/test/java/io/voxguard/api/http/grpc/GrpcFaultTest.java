package io.voxguard.api.http.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.voxguard.problem.Problem;
import io.voxguard.problem.Refused;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GrpcFaultTest {
    @ParameterizedTest
    @CsvSource({
        "INVALID, INVALID_ARGUMENT",
        "FORBIDDEN, PERMISSION_DENIED",
        "NOT_FOUND, NOT_FOUND",
        "NO_SUCH_METHOD, UNIMPLEMENTED",
        "TOO_LARGE, RESOURCE_EXHAUSTED",
        "UNSUPPORTED_ENCODING, UNIMPLEMENTED",
        "OVERLOADED, RESOURCE_EXHAUSTED",
        "FAULT, INTERNAL",
        "UNAVAILABLE, UNAVAILABLE",
        "TOO_LATE, DEADLINE_EXCEEDED"
    })
    void kindHasTheStatusThatClientsKnow(Refused.Kind kind, String status) {
        GrpcFault fault = GrpcFault.of(new Refused(kind, new Problem("name", "a model", "none")));

        assertThat(fault.status().name()).isEqualTo(status);
        assertThat(fault.message()).isEqualTo("name: expected a model, got none");
    }
}
