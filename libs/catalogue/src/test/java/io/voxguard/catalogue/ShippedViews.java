package io.voxguard.catalogue;

import io.voxguard.catalogue.view.FeatureCatalogue;
import java.nio.file.Path;

/** The feature views that come with the project. */
public final class ShippedViews {
    public static final Path FOLDER = Path.of(System.getProperty("voxguard.root"), "models/feature-views");

    private ShippedViews() {}

    public static FeatureCatalogue catalogue() {
        return FeatureCatalogue.read(FOLDER);
    }
}
