package io.voxguard.api.http.inference;

import io.voxguard.serving.inference.InferRequest;
import java.util.List;

/**
 * A request for inference as it came over HTTP.
 *
 * @param timeoutMicros how long it may take; 0: it does not say
 * @param binary names of the outputs that are wanted as binary data
 * @param allBinary whether all of them are, where it names none
 */
record InferBody(InferRequest request, long timeoutMicros, List<String> binary, boolean allBinary) {
    boolean binary(String output) {
        return request.outputs().isEmpty() ? allBinary : binary.contains(output);
    }
}
