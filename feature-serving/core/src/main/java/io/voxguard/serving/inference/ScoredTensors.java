package io.voxguard.serving.inference;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.netty.buffer.ByteBuf;
import io.voxguard.problem.Problem;
import io.voxguard.serving.decision.Reason;
import io.voxguard.serving.decision.ReasonJson;
import io.voxguard.serving.pipeline.Scored;
import io.voxguard.serving.tensor.DataType;
import io.voxguard.serving.tensor.Shape;
import io.voxguard.serving.tensor.Tensor;
import io.voxguard.serving.tensor.TensorSpec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Scored calls as output tensors, one row for each call. A row that could not be scored has a score of NaN, empty strings, and its error. */
final class ScoredTensors {
    static final String REASONS = "reasons";
    private static final String DECIDED_BY = "decided_by";
    static final List<TensorSpec> OUTPUTS = List.of(
            spec("score", DataType.FP32),
            spec("decision", DataType.BYTES),
            spec(REASONS, DataType.BYTES),
            spec("degraded", DataType.BOOL),
            spec("model_version", DataType.BYTES),
            spec("error", DataType.BYTES),
            spec(DECIDED_BY, DataType.BYTES));

    private static final JsonFactory JSON = new JsonFactory();
    private static final byte[] EMPTY = {};

    private final List<@Nullable Scored> rows;
    private final List<Optional<Problem>> errors = new ArrayList<>();
    private final Shape shape;

    ScoredTensors(CallRows calls, List<Scored> scored) {
        this.shape = Shape.of(calls.errors().size());
        this.rows = new ArrayList<>(calls.errors().size());
        Iterator<Scored> next = scored.iterator();
        for (Optional<Problem> unsound : calls.errors()) {
            Scored answer = unsound.isPresent() ? null : next.next();
            Optional<Problem> error = answer == null ? unsound : Optional.ofNullable(answer.error());
            errors.add(error);
            rows.add(error.isPresent() ? null : answer);
        }
    }

    private static TensorSpec spec(String name, DataType type) {
        return new TensorSpec(name, type, Shape.of(-1));
    }

    /** Returns outputs by their names. @param names of existing outputs */
    List<Tensor> named(List<String> names) {
        return names.stream().map(this::tensor).toList();
    }

    private Tensor tensor(String name) {
        return switch (name) {
            case "score" -> scores();
            case "degraded" -> degraded();
            case "decision" -> texts(name, scored -> ascii(scored.decision().label()));
            case DECIDED_BY ->
                texts(name, scored -> ascii(scored.verdict().given().by().label()));
            case "model_version" -> texts(name, scored -> ascii(scored.model().version()));
            case REASONS -> texts(name, scored -> reasons(scored.reasons()));
            default ->
                Tensor.ofStrings(
                        name,
                        shape,
                        errors.stream()
                                .map(error -> error.map(Problem::message)
                                        .map(text -> text.getBytes(StandardCharsets.UTF_8))
                                        .orElse(EMPTY))
                                .toList());
        };
    }

    private Tensor scores() {
        ByteBuf data = Tensor.memory(rows.size() * DataType.FP32.size());
        for (Scored scored : rows) {
            data.writeFloatLE(scored == null ? Float.NaN : scored.verdict().score());
        }
        return Tensor.of("score", DataType.FP32, shape, data);
    }

    private Tensor degraded() {
        ByteBuf data = Tensor.memory(rows.size());
        for (Scored scored : rows) {
            data.writeBoolean(scored != null && !scored.degraded().isEmpty());
        }
        return Tensor.of("degraded", DataType.BOOL, shape, data);
    }

    private Tensor texts(String name, Function<Scored, byte[]> text) {
        List<byte[]> strings = new ArrayList<>(rows.size());
        for (Scored scored : rows) {
            strings.add(scored == null ? EMPTY : text.apply(scored));
        }
        return Tensor.ofStrings(name, shape, strings);
    }

    private static byte[] reasons(List<? extends Reason> reasons) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            ReasonJson.write(json, reasons, ReasonJson.Ranges.LEFT_OUT); // the reasons of a tensor are short
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
