package io.voxguard.serving;

import io.voxguard.catalogue.number.NumberRanges;
import io.voxguard.catalogue.view.FeatureCatalogue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The models that come with the project. */
public final class ShippedModels {
    public static final Path FOLDER = Path.of(System.getProperty("voxguard.root"), "models");

    private ShippedModels() {}

    public static FeatureCatalogue catalogue() {
        return FeatureCatalogue.read(FOLDER.resolve("feature-views"));
    }

    public static NumberRanges ranges() {
        return NumberRanges.read(FOLDER.resolve("number-ranges.csv"));
    }

    /** The version of call-fraud-gbm that answers by default. */
    public static Path gbm() {
        return FOLDER.resolve("call-fraud-gbm/3");
    }

    /** The version of call-fraud-mlp that answers by default. */
    public static Path mlp() {
        return FOLDER.resolve("call-fraud-mlp/3");
    }

    /** A copy to be spoilt. */
    public static Path copy(Path model, Path to) {
        try (Stream<Path> files = Files.list(model)) {
            Files.createDirectories(to);
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
            return to;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static void replace(Path file, String what, String with) {
        try {
            String text = Files.readString(file);
            if (!text.contains(what)) {
                throw new AssertionError(file + " has no " + what);
            }
            Files.writeString(file, text.replaceFirst(java.util.regex.Pattern.quote(what), with));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Puts a policy section in place of the manifest's own; an empty one: none. */
    public static void policy(Path model, String section) {
        section(model.resolve("manifest.yaml"), "policy", section);
    }

    /** Makes every call one that the model would block. */
    public static void blockEverything(Path model) {
        section(model.resolve("manifest.yaml"), "thresholds", "thresholds: {review: 0.0, block: 0.0}");
    }

    private static void section(Path file, String name, String with) {
        try {
            String text = Files.readString(file).replaceFirst("(?m)^" + name + ":.*\\R(?:[ ].*\\R)*", "");
            Files.writeString(file, text + "\n" + with + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every version of both models. */
    public static List<Path> all() {
        return List.of(FOLDER.resolve("call-fraud-gbm/2"), gbm(), FOLDER.resolve("call-fraud-mlp/2"), mlp());
    }
}
