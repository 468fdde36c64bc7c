package io.voxguard.api.http.inference;

import io.voxguard.serving.inference.InferRequest;
import java.util.List;

/**
 * A request for inference, read from a body of HTTP.
 *
 * @param timeoutMicros its time limit; 0 when it has none
 * @param binary names of the outputs that are wanted as binary data
 * @param allBinary true when all are wanted so, if it names no outputs
 */
record InferBody(InferRequest request, long timeoutMicros, List<String> binary, boolean allBinary) {
    boolean binary(String output) {
        return request.outputs().isEmpty() ? allBinary : binary.contains(output);
    }
}
