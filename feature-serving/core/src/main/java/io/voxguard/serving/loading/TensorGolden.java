package io.voxguard.serving.loading;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.voxguard.catalogue.document.InvalidDocument;
import io.voxguard.problem.Refused;
import io.voxguard.serving.model.ModelFault;
import io.voxguard.serving.model.TensorModel;
import io.voxguard.serving.tensor.DataType;
import io.voxguard.serving.tensor.Shape;
import io.voxguard.serving.tensor.Tensor;
import io.voxguard.serving.tensor.TensorDifference;
import io.voxguard.serving.tensor.TensorJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Requests of a plain model with the answers of Python's ONNX Runtime, one JSON object a line: {@code inputs} and {@code outputs} as in the protocol. */
final class TensorGolden {
    private static final JsonFactory JSON = new JsonFactory();

    private final Path file;
    private final double tolerance;

    TensorGolden(Path file, double tolerance) {
        this.file = file;
        this.tolerance = tolerance;
    }

    /** @throws ModelFault naming the first line that the model answers differently */
    void replay(TensorModel model) {
        int line = 0;
        try {
            for (String text : Files.readAllLines(file)) {
                line++;
                if (!text.isBlank()) {
                    replay(model, text, model.artifact().id() + ": golden vector " + line);
                }
            }
        } catch (IOException | Refused e) {
            throw new InvalidDocument(file + ": line " + line + ": " + e.getMessage(), e);
        }
        if (line == 0) {
            throw new InvalidDocument(file + ": expected at least one vector, got none");
        }
    }

    private void replay(TensorModel model, String text, String where) throws IOException {
        List<Tensor> inputs = new ArrayList<>();
        List<Tensor> expected = new ArrayList<>();
        List<Tensor> got = new ArrayList<>();
        try (JsonParser json = JSON.createParser(text)) {
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                List<Tensor> list = json.currentName().equals("inputs") ? inputs : expected;
                json.nextToken();
                while (json.nextToken() == JsonToken.START_OBJECT) {
                    list.add(tensor(json));
                }
            }
            model.check(inputs);
            got.addAll(model.run(inputs, expected.stream().map(Tensor::name).toList()));
            for (int i = 0; i < got.size(); i++) {
                String difference = difference(expected.get(i), got.get(i));
                if (difference != null) {
                    throw new ModelFault(where + ": output " + got.get(i).name() + ": " + difference);
                }
            }
        } finally {
            Tensor.closeAll(inputs);
            Tensor.closeAll(expected);
            Tensor.closeAll(got);
        }
    }

    /** Name, datatype and shape come before the data in golden files. */
    private Tensor tensor(JsonParser json) throws IOException {
        String name = "";
        DataType type = DataType.FP32;
        Shape shape = Shape.of();
        Tensor tensor = null;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            json.nextToken();
            switch (field) {
                case "name" -> name = json.getText();
                case "datatype" ->
                    type = DataType.named(json.getText()).orElseThrow(() -> new IOException("an unknown datatype"));
                case "shape" -> shape = shape(json);
                case "data" -> tensor = TensorJson.read(json, name, name, type, shape);
                default -> json.skipChildren();
            }
        }
        if (tensor == null) {
            throw new IOException("expected data in tensor " + name);
        }
        return tensor;
    }

    private static Shape shape(JsonParser json) throws IOException {
        List<Long> dimensions = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            dimensions.add(json.getLongValue());
        }
        Shape shape = Shape.of(dimensions.stream().mapToLong(Long::longValue).toArray());
        if (!shape.isRequestable()) {
            throw new IOException("expected a shape of at least one element, got " + shape);
        }
        return shape;
    }

    private @Nullable String difference(Tensor expected, Tensor got) {
        if (!TensorDifference.sameForm(expected, got)) {
            return "expected " + expected.type() + " " + expected.shape() + ", got " + got.type() + " " + got.shape();
        }
        for (int i = 0; i < got.elements(); i++) {
            if (TensorDifference.ofElement(expected, got, i) > tolerance(expected, i)) {
                return "expected " + shown(expected, i) + ", got " + shown(got, i);
            }
        }
        return null;
    }

    private double tolerance(Tensor expected, int index) {
        return expected.type() == DataType.BYTES || !Double.isFinite(expected.number(index))
                ? tolerance
                : tolerance * Math.max(1, Math.abs(expected.number(index)));
    }

    private static String shown(Tensor tensor, int index) {
        return tensor.type() == DataType.BYTES ? tensor.text(index) : Double.toString(tensor.number(index));
    }
}
