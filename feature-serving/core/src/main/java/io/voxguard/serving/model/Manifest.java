package io.voxguard.serving.model;

import io.voxguard.catalogue.document.Document;
import io.voxguard.catalogue.view.FeatureRef;
import io.voxguard.serving.decision.DecisionPolicy;
import io.voxguard.serving.decision.Thresholds;
import io.voxguard.serving.vector.ModelInput;
import io.voxguard.serving.vector.OrdinaryRange;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Inputs, output and thresholds of a scoring model: {@code manifest.yaml}, described in {@code models/README.md}.
 *
 * @param outputColumn column of the output that is the score
 * @param review scores from here on are reviewed
 * @param block scores from here on are blocked
 * @param tolerance largest difference of a score from its golden vector
 * @param inputs in the order of the input's columns
 * @param policy of decisions by the score alone where little is known; the defaults if the manifest has no policy
 */
public record Manifest(
        Artifact artifact,
        String inputName,
        String outputName,
        int outputColumn,
        float review,
        float block,
        Path goldenFile,
        float tolerance,
        List<ModelInput> inputs,
        DecisionPolicy policy) {

    public Manifest {
        inputs = List.copyOf(inputs);
    }

    public ModelId id() {
        return artifact.id();
    }

    public Thresholds thresholds() {
        return new Thresholds(review, block);
    }

    /** Returns the checksum of the model's file, in hex. */
    public String sha256() {
        return artifact.sha256();
    }

    public static Manifest read(Path folder, Document manifest) {
        Document output = manifest.mapping("output");
        Document thresholds = manifest.mapping("thresholds");
        Document golden = manifest.mapping("golden");
        float review = thresholds.float32("review");
        float block = thresholds.float32("block");
        if (!(review <= block)) {
            throw thresholds.wrong("review", "at most block (" + block + ")", review);
        }
        List<ModelInput> inputs = inputs(manifest);
        return new Manifest(
                Artifact.read(folder, manifest),
                manifest.mapping("input").text("name"),
                output.text("name"),
                output.has("column") ? output.integer("column") : 0,
                review,
                block,
                Artifact.beside(folder, golden, "file", golden.text("file")),
                golden.float32("tolerance"),
                inputs,
                PolicySection.read(manifest, inputs));
    }

    private static List<ModelInput> inputs(Document manifest) {
        List<ModelInput> inputs = new ArrayList<>();
        for (Document input : manifest.mappings("inputs")) {
            Document ordinary = input.mapping("ordinary");
            inputs.add(new ModelInput(
                    feature(input),
                    input.float32OrNaN("default"),
                    input.float32("importance"),
                    new OrdinaryRange(ordinary.float32("low"), ordinary.float32("median"), ordinary.float32("high"))));
        }
        return inputs;
    }

    private static FeatureRef feature(Document input) {
        try {
            return FeatureRef.parse(input.text("feature"));
        } catch (IllegalArgumentException e) {
            throw input.wrong("feature", "view:feature", input.text("feature"));
        }
    }
}
