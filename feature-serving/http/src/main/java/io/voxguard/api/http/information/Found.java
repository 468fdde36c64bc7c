package io.voxguard.api.http.information;

import io.voxguard.problem.Problem;
import io.voxguard.problem.Refused;
import io.voxguard.serving.inference.ModelDescription;
import io.voxguard.serving.repository.served.ModelView;
import java.util.List;

/** The result of looking up a version of a model. */
public sealed interface Found {
    /** A version that is loaded. */
    record Loaded(ModelView model, ModelDescription description) implements Found {
        /** Returns its metadata. */
        public ModelMetadata metadata() {
            return ModelMetadata.of(model, description);
        }

        /** Returns its configuration. */
        public ModelConfig config() {
            return ModelConfig.of(model.name(), description);
        }

        /** Returns its statistics. @param version the only one that is told of; empty: all of the model's */
        public ModelStatistics statistics(String version) {
            return ModelStatistics.of(List.of(model), version);
        }
    }

    /**
     * A known model without that version.
     *
     * @param version empty for the one that serves
     * @param temporary true when it may be loaded later
     */
    record NotLoaded(String model, String version, boolean temporary) implements Found {
        /** Returns what HTTP answers. */
        public String message() {
            String missing = version.isEmpty() ? "no version" : "no version \"" + version + '"';
            return missing + " of model \"" + model + "\" is loaded";
        }

        /** Returns what gRPC answers. */
        public Refused refused() {
            String expected = "a version of model \"" + model + "\" that is loaded";
            String got = version.isEmpty() ? "none is" : '"' + version + '"';
            return new Refused(
                    temporary ? Refused.Kind.UNAVAILABLE : Refused.Kind.NOT_FOUND,
                    new Problem("version", expected, got));
        }
    }

    /** A model that is not known. */
    record UnknownModel(String model) implements Found {
        /** Returns what HTTP answers. */
        public String message() {
            return "no model \"" + model + '"';
        }

        /** Returns what gRPC answers. */
        public Refused refused() {
            return new Refused(Refused.Kind.NOT_FOUND, new Problem("name", "a model that is known", '"' + model + '"'));
        }
    }
}
