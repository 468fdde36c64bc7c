package io.voxguard.serving.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.netty.buffer.ByteBuf;
import io.voxguard.problem.Refused;
import io.voxguard.serving.model.TensorModel;
import io.voxguard.serving.tensor.DataType;
import io.voxguard.serving.tensor.Shape;
import io.voxguard.serving.tensor.Tensor;
import io.voxguard.serving.tensor.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.jspecify.annotations.Nullable;

/**
 * Runs of a plain model on tensors that are made once and used again: for models whose inputs and outputs are numbers with the rows as their first dimension
 * and nothing else that varies. Making tensors for every run costs more than a small model does. Thread-safe.
 */
final class OnnxPinnedRuns {
    /** Largest size of a tensor that is kept: for larger ones the cost of creation is small beside that of the run. */
    private static final int MAX_BYTES = 1 << 18;

    private final OrtSession session;
    private final List<TensorSpec> inputs;
    private final List<TensorSpec> outputs;
    private final ConcurrentLinkedDeque<OnnxPinnedRun> idle = new ConcurrentLinkedDeque<>();

    private OnnxPinnedRuns(OrtSession session, List<TensorSpec> inputs, List<TensorSpec> outputs) {
        this.session = session;
        this.inputs = inputs;
        this.outputs = outputs;
    }

    /** Runs the model on one row and on two to see the shapes of its outputs. Returns null if they are not rows of numbers. */
    static @Nullable OnnxPinnedRuns of(TensorModel model, OrtSession session) {
        if (!model.inputs().stream().allMatch(OnnxPinnedRuns::isRows)) {
            return null;
        }
        List<TensorSpec> one = outputs(model, 1);
        List<TensorSpec> two = outputs(model, 2);
        boolean rows = !one.isEmpty() && one.size() == two.size();
        for (int i = 0; rows && i < one.size(); i++) {
            rows = isRows(one.get(i), 1)
                    && two.get(i).shape().equals(withRows(one.get(i).shape(), 2));
        }
        return rows ? new OnnxPinnedRuns(session, model.inputs(), one) : null;
    }

    private static boolean isRows(TensorSpec spec) {
        return isRows(spec, -1);
    }

    private static boolean isRows(TensorSpec spec, long first) {
        boolean numbers = spec.type() != DataType.BYTES
                && spec.type() != DataType.UINT16
                && spec.type() != DataType.UINT32
                && spec.type() != DataType.UINT64;
        return numbers
                && spec.shape().rank() > 0
                && spec.shape().dimension(0) == first
                && withRows(spec.shape(), 1).elements() > 0;
    }

    static Shape withRows(Shape shape, long rows) {
        long[] dimensions = shape.toArray();
        dimensions[0] = rows;
        return Shape.of(dimensions);
    }

    private static List<TensorSpec> outputs(TensorModel model, int rows) {
        List<Tensor> given = new ArrayList<>();
        List<Tensor> answer = List.of();
        try {
            for (TensorSpec spec : model.inputs()) {
                Shape shape = withRows(spec.shape(), rows);
                int bytes = shape.elements() * spec.type().size();
                ByteBuf zeros = Tensor.memory(bytes).writeZero(bytes);
                given.add(Tensor.of(spec.name(), spec.type(), shape, zeros));
            }
            answer = model.run(
                    given, model.outputs().stream().map(TensorSpec::name).toList());
            return answer.stream()
                    .map(tensor -> new TensorSpec(tensor.name(), tensor.type(), tensor.shape()))
                    .toList();
        } catch (Refused e) {
            return List.of();
        } finally {
            Tensor.closeAll(given);
            Tensor.closeAll(answer);
        }
    }

    /** Runs on tensors that were checked. Returns null if they do not qualify, or ONNX Runtime refuses: then {@link OnnxCall} runs them, and says why. */
    @Nullable
    List<Tensor> run(List<Tensor> given, List<String> wanted) {
        int rows = (int) given.getFirst().shape().dimension(0);
        for (Tensor tensor : given) {
            if (tensor.shape().dimension(0) != rows || tensor.data().readableBytes() > MAX_BYTES) {
                return null;
            }
        }
        OnnxPinnedRun run = idle.pollFirst();
        boolean whole = false;
        try {
            if (run == null || run.rows() != rows) {
                close(run);
                run = null;
                run = new OnnxPinnedRun(session, inputs, outputs, rows);
            }
            List<Tensor> answer = run.run(given, wanted);
            whole = true;
            return answer;
        } catch (OrtException e) {
            return null;
        } finally {
            if (whole && run != null) {
                idle.offerFirst(run);
            } else {
                close(run);
            }
        }
    }

    private static void close(@Nullable OnnxPinnedRun run) {
        if (run != null) {
            run.close();
        }
    }

    /** Frees all memory; to be called once no run is in progress. */
    void close() {
        for (OnnxPinnedRun run = idle.pollFirst(); run != null; run = idle.pollFirst()) {
            run.close();
        }
    }
}
