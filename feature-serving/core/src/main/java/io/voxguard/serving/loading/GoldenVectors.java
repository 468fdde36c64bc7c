package io.voxguard.serving.loading;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.voxguard.catalogue.document.InvalidDocument;
import io.voxguard.serving.explain.BaselineShapley;
import io.voxguard.serving.model.Manifest;
import io.voxguard.serving.model.Model;
import io.voxguard.serving.model.ModelFault;
import io.voxguard.serving.model.ModelRun;
import io.voxguard.serving.value.SimpleJsonParser;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Inputs with the scores that Python's ONNX Runtime gave for them. A model that gives other scores here is not the one that was tested. */
public final class GoldenVectors {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .build();

    /** Most vectors that are also run by themselves: each takes as long as a call, and a start waits for all. */
    private static final int SINGLE_RUNS = 32;

    private final Path file;
    private final List<float[]> inputs = new ArrayList<>();
    private final List<Float> scores = new ArrayList<>();

    private GoldenVectors(Path file) {
        this.file = file;
    }

    /** Reads one JSON object from each line; a null input becomes the manifest's default. */
    public static GoldenVectors read(Manifest manifest) {
        GoldenVectors golden = new GoldenVectors(manifest.goldenFile());
        try {
            golden.addLines(Files.readAllBytes(golden.file), manifest);
        } catch (IOException e) {
            throw new InvalidDocument(golden.file + ": cannot be read: " + e.getMessage(), e);
        }
        if (golden.inputs.isEmpty()) {
            throw new InvalidDocument(golden.file + ": expected at least one vector, got none");
        }
        return golden;
    }

    /** Reads the lines where they lie: they are long, and a start waits for them. */
    private void addLines(byte[] lines, Manifest manifest) throws IOException {
        int from = 0;
        while (from < lines.length) {
            int to = from;
            boolean blank = true;
            while (to < lines.length && lines[to] != '\n' && lines[to] != '\r') {
                blank &= Character.isWhitespace(lines[to]);
                to++;
            }
            if (!blank) {
                addLine(Arrays.copyOfRange(lines, from, to), manifest);
            }
            from = to + 1;
        }
    }

    private void addLine(byte[] line, Manifest manifest) throws IOException {
        SimpleJsonParser simple = SimpleJsonParser.of(line, line.length);
        if (simple != null) {
            try (simple) {
                add(simple, manifest);
                return;
            } catch (SimpleJsonParser.NotSimple e) {
                // read again below
            }
        }
        try (JsonParser parser = JSON.createParser(line)) {
            add(parser, manifest);
        }
    }

    private void add(JsonParser parser, Manifest manifest) throws IOException {
        float[] row = new float[manifest.inputs().size()];
        int count = -1;
        float score = Float.NaN;
        parser.nextToken();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            parser.nextToken();
            if (field.equals("inputs") && parser.currentToken() == JsonToken.START_ARRAY) {
                count = 0;
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    if (count < row.length) {
                        row[count] = parser.currentToken() == JsonToken.VALUE_NULL
                                ? manifest.inputs().get(count).defaultValue()
                                : parser.getFloatValue();
                    }
                    count++;
                }
            } else if (field.equals("score")) {
                score = parser.getFloatValue();
            } else {
                parser.skipChildren();
            }
        }
        if (count != row.length || Float.isNaN(score)) {
            throw new InvalidDocument(file + ": line " + (inputs.size() + 1) + ": expected " + row.length
                    + " inputs and a score, got " + count + " and " + score);
        }
        inputs.add(row);
        scores.add(score);
    }

    public List<float[]> inputs() {
        return inputs;
    }

    /** Runs all vectors in one batch, and some of them one by one. @throws ModelFault naming the first whose score is further off than the tolerance */
    public void replay(Model model) {
        replay(model, 0, inputs.size());
        int step = Math.ceilDiv(inputs.size(), SINGLE_RUNS);
        for (int i = 0; i < inputs.size(); i += step) {
            replay(model, i, i + 1);
        }
    }

    /** Returns whether trees give the same scores, as a margin or through the logistic function: then they are the whole model. */
    boolean agree(Manifest manifest, BaselineShapley trees) {
        int width = manifest.inputs().size();
        for (int i = 0; i < inputs.size(); i++) {
            FloatBuffer row = FloatBuffer.wrap(inputs.get(i));
            double margin = width == row.remaining() ? trees.margin(row, 0) : Double.NaN;
            double logistic = 1 / (1 + Math.exp(-margin));
            double off = Math.min(Math.abs(margin - scores.get(i)), Math.abs(logistic - scores.get(i)));
            if (!(off <= manifest.tolerance())) {
                return false;
            }
        }
        return true;
    }

    private void replay(Model model, int from, int to) {
        try (ModelRun run = model.begin(to - from)) {
            int width = model.manifest().inputs().size();
            for (int i = from; i < to; i++) {
                run.inputs().put((i - from) * width, inputs.get(i));
            }
            run.run();
            for (int i = from; i < to; i++) {
                float got = run.score(i - from);
                float expected = scores.get(i);
                if (!(Math.abs(got - expected) <= model.manifest().tolerance())) {
                    throw new ModelFault(model.manifest().id() + ": golden vector " + (i + 1) + " of " + inputs.size()
                            + ": expected score " + expected + ", got " + got);
                }
            }
        }
    }
}
