package io.voxguard.serving.model;

import io.voxguard.catalogue.document.Document;
import io.voxguard.serving.decision.Decision;
import io.voxguard.serving.decision.DecisionPolicy;
import io.voxguard.serving.decision.DecisionPolicy.UnknownCaller;
import io.voxguard.serving.vector.ModelInput;
import java.util.List;

/** The optional {@code policy} of a manifest: {@code models/README.md}. */
final class PolicySection {
    private static final String DECISIONS = "allow, review or block";

    private PolicySection() {}

    static DecisionPolicy read(Document manifest, List<ModelInput> inputs) {
        if (!manifest.has("policy")) {
            return DecisionPolicy.DEFAULT;
        }
        Document policy = manifest.mapping("policy");
        checkNames(policy, List.of("degraded", "unknown_caller"));
        return new DecisionPolicy(
                decision(policy, "degraded", DecisionPolicy.DEFAULT.degraded()),
                policy.has("unknown_caller")
                        ? unknownCaller(policy.mapping("unknown_caller"), inputs)
                        : DecisionPolicy.DEFAULT.unknownCaller());
    }

    private static UnknownCaller unknownCaller(Document unknown, List<ModelInput> inputs) {
        checkNames(unknown, List.of("at_most", "present", "views"));
        UnknownCaller otherwise = DecisionPolicy.DEFAULT.unknownCaller();
        int present = unknown.has("present") ? unknown.integer("present") : otherwise.present();
        if (present < 0) {
            throw unknown.wrong("present", "at least 0", present);
        }
        return new UnknownCaller(
                decision(unknown, "at_most", otherwise.atMost()),
                present,
                unknown.has("views") ? views(unknown, inputs) : otherwise.views());
    }

    private static List<String> views(Document unknown, List<ModelInput> inputs) {
        List<String> views = unknown.texts("views");
        List<String> read = inputs.stream()
                .filter(input -> !input.feature().ofRequest())
                .map(input -> input.feature().view())
                .distinct()
                .toList();
        if (views.isEmpty() || !read.containsAll(views)) {
            throw unknown.wrong("views", "at least one of the views that inputs name, " + read, views);
        }
        return views;
    }

    private static Decision decision(Document document, String field, Decision otherwise) {
        if (!document.has(field)) {
            return otherwise;
        }
        String label = document.text(field);
        return Decision.labelled(label).orElseThrow(() -> document.wrong(field, DECISIONS, label));
    }

    /** Refuses unknown names: a misspelt one would otherwise mean the default. */
    private static void checkNames(Document document, List<String> known) {
        for (String name : document.names()) {
            if (!known.contains(name)) {
                throw document.wrong(name, "one of " + known, "an unknown field");
            }
        }
    }
}
