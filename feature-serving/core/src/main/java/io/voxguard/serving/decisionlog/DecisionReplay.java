package io.voxguard.serving.decisionlog;

import io.voxguard.catalogue.document.InvalidDocument;
import io.voxguard.serving.loading.ModelFolder;
import io.voxguard.serving.model.Model;
import io.voxguard.serving.model.ModelFault;
import io.voxguard.serving.model.ModelRun;
import io.voxguard.serving.vector.ModelInput;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Scores and decides the records of a decision log again, with the same versions of the models, and tells of those that come out otherwise. */
public final class DecisionReplay implements AutoCloseable {
    /** Replays are by ONNX Runtime; compiled trees, which may have scored the calls, are let in when they are as near to it as this. */
    public static final float EVALUATORS_AGREE = 1e-6f;

    private final Path models;
    private final float tolerance;
    private final Map<String, Loaded> loaded = new HashMap<>();

    /** A model, or why there is none. */
    private record Loaded(@Nullable Model model, String why) {}

    /**
     * How a replay went.
     *
     * @param records in the file
     * @param equal scored the same
     * @param different scored otherwise
     * @param notReplayed whose model is not there in that version, or that are no records
     */
    public record Summary(long records, long equal, long different, long notReplayed) {}

    /**
     * @param models the folder of models
     * @param tolerance how far a score may be off: {@link #EVALUATORS_AGREE}; 0 where all were scored by ONNX Runtime on the same machine
     */
    public DecisionReplay(Path models, float tolerance) {
        this.models = models;
        this.tolerance = tolerance;
    }

    /** Replays a file, and says a line for every record that is not equal. */
    public Summary replay(Path file, Consumer<String> difference) throws IOException {
        long records = 0;
        long equal = 0;
        long different = 0;
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                records++;
                String where = file.getFileName() + ":" + records + ": ";
                try {
                    DecisionRecord scored = DecisionJson.read(line);
                    String differs = difference(scored);
                    if (differs == null) {
                        equal++;
                    } else {
                        different++;
                        difference.accept(where + "call " + scored.callId() + ", " + scored.model() + "/"
                                + scored.version() + ": " + differs);
                    }
                } catch (InvalidDocument | ModelFault e) {
                    difference.accept(where + "not replayed: " + e.getMessage());
                }
            }
        }
        return new Summary(records, equal, different, records - equal - different);
    }

    /** Returns what comes out otherwise: the score, else the decision; null where nothing does. */
    private @Nullable String difference(DecisionRecord scored) {
        Model model = model(scored);
        float again = score(model, scored);
        return Math.abs(again - scored.score()) <= tolerance
                ? DecisionCheck.difference(scored, model.manifest().thresholds())
                : "logged " + scored.score() + ", now " + again;
    }

    private static float score(Model model, DecisionRecord scored) {
        List<ModelInput> inputs = model.manifest().inputs();
        if (inputs.size() != scored.vector().size()) {
            throw new InvalidDocument("expected a vector of " + inputs.size() + ", got "
                    + scored.vector().size());
        }
        try (ModelRun run = model.begin(1)) {
            for (int i = 0; i < inputs.size(); i++) {
                String feature = inputs.get(i).feature().toString();
                Float value = scored.vector().get(feature);
                if (value == null) {
                    throw new InvalidDocument("expected " + feature + " in the vector, got none");
                }
                run.inputs().put(i, value);
            }
            run.run();
            return run.score(0);
        }
    }

    private Model model(DecisionRecord scored) {
        String name = scored.model() + "/" + scored.version();
        Loaded found = loaded.computeIfAbsent(
                name, key -> load(models.resolve(scored.model()).resolve(scored.version())));
        Model model = found.model();
        if (model == null) {
            throw new InvalidDocument(name + ": " + found.why());
        }
        if (!model.manifest().sha256().equalsIgnoreCase(scored.sha256())) {
            throw new InvalidDocument(name + ": expected sha256 " + scored.sha256() + ", the model here has "
                    + model.manifest().sha256());
        }
        return model;
    }

    private static Loaded load(Path folder) {
        try {
            return new Loaded(ModelFolder.load(folder), "");
        } catch (InvalidDocument | ModelFault e) {
            return new Loaded(null, String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void close() {
        loaded.values().forEach(one -> {
            Model model = one.model();
            if (model != null) {
                model.close();
            }
        });
    }
}
