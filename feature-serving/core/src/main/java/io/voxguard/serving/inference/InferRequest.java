package io.voxguard.serving.inference;

import io.voxguard.serving.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request for inference. It owns its tensors: its creator closes it once it is answered.
 *
 * @param id given by the sender, and returned
 * @param outputs names of the wanted outputs; empty for all
 * @param routingKey chooses the version of a plain model under a canary; null if the request has none
 * @param strict whether the sender refuses a score that lacks features
 */
public record InferRequest(
        @Nullable String id,
        List<Tensor> inputs,
        List<String> outputs,
        @Nullable String routingKey,
        boolean strict) implements AutoCloseable {
    /** Returns the number of rows: the first dimension of the first input. */
    public int rows() {
        return inputs.isEmpty() || inputs.getFirst().shape().rank() == 0
                ? 1
                : (int) inputs.getFirst().shape().dimension(0);
    }

    @Override
    public void close() {
        Tensor.closeAll(inputs);
    }
}
