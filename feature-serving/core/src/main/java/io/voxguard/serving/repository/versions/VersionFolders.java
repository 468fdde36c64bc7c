package io.voxguard.serving.repository.versions;

import io.voxguard.catalogue.document.InvalidDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The folders {@code <model>/<version>/}: those that people put there, and those that were fetched from the store. */
public final class VersionFolders {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,127}");
    private static final String MANIFEST = "manifest.yaml";
    /** Order of versions: the newest first. */
    public static final Comparator<String> NEWEST_FIRST = VersionOrder.OLDEST_FIRST.reversed();

    private final Path models;
    private final Path fetched;

    public VersionFolders(Path models, Path fetched) {
        this.models = models;
        this.fetched = fetched;
    }

    /** Returns whether a text can be the name of a model or a version: it becomes part of a path. */
    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    public Path of(String model) {
        return models.resolve(model);
    }

    /** Returns the folder of a version that comes from the store. */
    public Path fetched(String model, String version) {
        return fetched.resolve(model).resolve(version);
    }

    /** Returns the models that have a version with a manifest. */
    public List<String> models() {
        return children(models).stream()
                .map(path -> path.getFileName().toString())
                .filter(name -> isName(name) && !versions(name).isEmpty())
                .toList();
    }

    /** Returns the versions of a model that have a manifest, newest first. If a version is in both places, people's folder is taken. */
    public Map<String, Path> versions(String model) {
        Map<String, Path> found = new LinkedHashMap<>();
        Stream.of(models.resolve(model), fetched.resolve(model))
                .flatMap(folder -> children(folder).stream())
                .filter(path -> isName(path.getFileName().toString()) && Files.exists(path.resolve(MANIFEST)))
                .forEach(path -> found.putIfAbsent(path.getFileName().toString(), path));
        Map<String, Path> sorted = new LinkedHashMap<>();
        found.keySet().stream().sorted(NEWEST_FIRST).forEach(version -> sorted.put(version, found.get(version)));
        return sorted;
    }

    /** Returns whether a version of a model has a manifest. */
    public boolean has(String model, String version) {
        return versions(model).containsKey(version);
    }

    /** Returns a text that changes whenever a file of a version does. */
    public static String fingerprint(Path version) {
        StringBuilder print = new StringBuilder();
        try (Stream<Path> files = Files.list(version)) {
            for (Path file : files.sorted().toList()) {
                print.append(file.getFileName())
                        .append(' ')
                        .append(Files.size(file))
                        .append(' ')
                        .append(Files.getLastModifiedTime(file).to(TimeUnit.NANOSECONDS))
                        .append('\n');
            }
        } catch (IOException e) {
            return "gone: " + e.getMessage();
        }
        return print.toString();
    }

    private static List<Path> children(Path parent) {
        if (!Files.isDirectory(parent)) {
            return List.of();
        }
        try (Stream<Path> children = Files.list(parent)) {
            return children.filter(Files::isDirectory).sorted().toList();
        } catch (IOException e) {
            throw new InvalidDocument(parent + ": expected a folder of models", e);
        }
    }
}
