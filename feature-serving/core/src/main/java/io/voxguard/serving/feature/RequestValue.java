package io.voxguard.serving.feature;

import io.voxguard.catalogue.document.InvalidDocument;
import io.voxguard.catalogue.number.NumberRanges;
import io.voxguard.catalogue.view.Feature;
import io.voxguard.serving.call.Call;
import io.voxguard.serving.limit.CallLimits;
import io.voxguard.store.CallsInProgress.Kind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A feature that is known when a call is scored and stored nowhere: of the call itself, of its parties' calls in progress, or of a limit that it takes a token from. */
public sealed interface RequestValue permits RequestFeature, LimitFeature {
    /** Returns the value for a call; NaN if it has none. */
    float of(Call call, NumberRanges ranges, FeatureRows rows, int row);

    /** Returns the kind of party whose calls in progress it counts; null for any other feature. */
    @Nullable
    Kind counted();

    /** Returns whether the store is asked for it. */
    boolean isAsked();

    /** Returns the feature of that name. */
    static RequestValue named(String name) {
        LimitFeature ofLimit = LimitFeature.named(name);
        return ofLimit == null ? RequestFeature.named(name) : ofLimit;
    }

    /** Returns the feature of that name. @throws InvalidDocument if it is a limit's that is not among the declared ones */
    static RequestValue named(String name, List<Feature> declared) {
        RequestValue value = named(name);
        if (value instanceof LimitFeature
                && declared.stream().noneMatch(feature -> feature.name().equals(name))) {
            throw new InvalidDocument("request:" + name + ": expected a feature that request.yaml declares");
        }
        return value;
    }

    /**
     * Checks that every request feature that is declared can be computed.
     *
     * @param limits that calls are scored under
     * @throws InvalidDocument naming one that cannot
     */
    static void check(List<Feature> declared, CallLimits limits) {
        for (Feature feature : declared) {
            if (named(feature.name()) instanceof LimitFeature ofLimit
                    && !limits.identifiers().contains(ofLimit.limit())) {
                throw new InvalidDocument(
                        "request:" + feature.name() + ": expected a limit of voxguard.scoring.limits, "
                                + limits.identifiers() + ", got " + ofLimit.limit());
            }
        }
    }
}
