package io.voxguard.serving.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.voxguard.serving.explain.Attribution;
import io.voxguard.serving.model.Manifest;
import io.voxguard.serving.model.Model;
import io.voxguard.serving.model.ModelFault;
import io.voxguard.serving.model.ModelRun;
import io.voxguard.serving.onnx.file.OnnxFile;
import java.util.Map;

/** A scoring model in ONNX Runtime: rows of floats in, scores out. */
public final class OnnxModel implements Model {
    private static final String EVALUATOR = "onnxruntime";

    private final OnnxScoring scoring;
    private final OnnxRuns runs;
    /** Runs of the variants of a row by which it is explained: kept apart, because they have another number of rows. */
    private final OnnxRuns variants;

    private final Attribution attribution;
    private final String evaluator;

    private OnnxModel(
            OnnxScoring scoring, OnnxRuns runs, OnnxRuns variants, Attribution attribution, String evaluator) {
        this.scoring = scoring;
        this.runs = runs;
        this.variants = variants;
        this.attribution = attribution;
        this.evaluator = evaluator;
    }

    /**
     * Opens a model, explained by {@link Occlusion}.
     *
     * @param external files of weights beside the model, by name
     * @throws ModelFault if the file is not a model, or not the one that the manifest describes
     */
    public static OnnxModel load(Manifest manifest, OnnxFile file, Map<String, byte[]> external) {
        OrtSession session = OnnxSessions.open(manifest.artifact(), file, external);
        try {
            OnnxScoring scoring = OnnxScoring.of(manifest, session);
            OnnxRuns variants = new OnnxRuns(scoring);
            Attribution occlusion = new Occlusion(variants, manifest.inputs());
            return new OnnxModel(scoring, new OnnxRuns(scoring), variants, occlusion, EVALUATOR);
        } catch (OrtException | ModelFault e) {
            OnnxSessions.closeQuietly(session);
            throw new ModelFault(manifest.id() + ": " + e.getMessage(), e);
        }
    }

    /** Returns this model with another explanation. It takes this one's place: both share a session, and one of them is to be closed. */
    public OnnxModel explainedBy(Attribution other) {
        return new OnnxModel(scoring, runs, variants, other, evaluator);
    }

    /** Returns this model with the reason why its trees are not compiled. It takes this one's place, as in {@link #explainedBy}. */
    public OnnxModel notCompiled(String reason) {
        return new OnnxModel(scoring, runs, variants, attribution, EVALUATOR + ": trees not compiled: " + reason);
    }

    @Override
    public String evaluator() {
        return evaluator;
    }

    @Override
    public Manifest manifest() {
        return scoring.manifest();
    }

    @Override
    public Attribution attribution() {
        return attribution;
    }

    @Override
    public ModelRun begin(int rows) {
        return runs.begin(rows);
    }

    @Override
    public void close() {
        runs.close();
        variants.close();
        OnnxSessions.closeQuietly(scoring.session());
    }
}
