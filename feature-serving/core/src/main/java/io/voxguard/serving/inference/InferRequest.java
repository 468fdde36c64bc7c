package io.voxguard.serving.inference;

import io.voxguard.serving.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request for inference. It owns its tensors: whoever made it closes it once it is answered.
 *
 * @param id the sender's name for it, given back
 * @param outputs the names of the outputs that are wanted; empty: all
 * @param routingKey what chooses the version of a plain model under a canary
 * @param strict whether a scored answer that is not whole is worth nothing to the sender
 */
public record InferRequest(
        @Nullable String id,
        List<Tensor> inputs,
        List<String> outputs,
        @Nullable String routingKey,
        boolean strict) implements AutoCloseable {
    /** How many rows: the first dimension of the first input. */
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
