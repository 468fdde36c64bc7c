package io.voxguard.api;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.voxguard.process.ConfigurationErrors;

/** The process. */
@QuarkusMain
public final class FeatureServing {
    private FeatureServing() {}

    public static void main(String... arguments) {
        ConfigurationErrors.inOneLine();
        Quarkus.run(arguments);
    }
}
