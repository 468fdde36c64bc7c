package io.voxguard.catalogue.registry;

import io.voxguard.catalogue.document.InvalidDocument;
import io.voxguard.catalogue.view.FeatureCatalogue;
import io.voxguard.catalogue.view.FeatureService;
import io.voxguard.catalogue.view.FeatureView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Reads {@code registry.db} of a Feast file registry ({@code feast.core.Registry}, as of Feast 0.67). On-demand and label views run Python code; they
 * are refused, and so is a view that Feast has disabled.
 */
public final class FeastRegistry {
    private static final int ENTITIES = 1;
    private static final int FEATURE_VIEWS = 6;
    private static final int FEATURE_SERVICES = 7;
    private static final int ON_DEMAND_VIEWS = 8;
    private static final int STREAM_VIEWS = 14;
    private static final int VERSION_HISTORY = 18;
    private static final int LABEL_VIEWS = 19;

    private final String project;
    private final RegistryOptions options;
    private final Map<String, FeatureView> views = new LinkedHashMap<>();
    private final Map<String, FeatureService> services = new HashMap<>();
    private final Map<String, String> joinKeys = new HashMap<>();
    private final Map<String, String> refused = new HashMap<>();

    private FeastRegistry(String project, RegistryOptions options) {
        this.project = project;
        this.options = options;
    }

    /** @throws InvalidDocument when the file is none, or has several projects and none is chosen */
    public static FeatureCatalogue read(Path file, RegistryOptions options) {
        try {
            return parse(Files.readAllBytes(file), options);
        } catch (NoSuchFileException e) {
            throw new InvalidDocument(file + ": expected a registry of Feast, got no such file", e);
        } catch (IOException | IllegalArgumentException e) {
            throw new InvalidDocument(file + ": expected a registry of Feast: " + e.getMessage(), e);
        }
    }

    private static FeatureCatalogue parse(byte[] bytes, RegistryOptions options) throws IOException {
        ProtoFields registry = ProtoFields.of(bytes);
        FeastRegistry reader = new FeastRegistry(project(registry, options), options);
        reader.entities(registry.messages(ENTITIES));
        reader.views(registry.messages(FEATURE_VIEWS), ViewSpec.FEATURE_VIEW);
        reader.views(registry.messages(STREAM_VIEWS), ViewSpec.STREAM_VIEW);
        reader.refuse(registry.messages(ON_DEMAND_VIEWS), "an on-demand feature view, which runs Python");
        reader.refuse(registry.messages(LABEL_VIEWS), "a label view, which is for training");
        for (ProtoFields history : registry.messages(VERSION_HISTORY)) {
            reader.versions(history.messages(1));
        }
        reader.services(registry.messages(FEATURE_SERVICES));
        return new FeatureCatalogue(reader.views, reader.services, List.of(), reader.joinKeys, reader.refused);
    }

    private static String project(ProtoFields registry, RegistryOptions options) throws IOException {
        TreeSet<String> projects = new TreeSet<>();
        for (int kind : new int[] {FEATURE_VIEWS, STREAM_VIEWS}) {
            for (ProtoFields view : registry.messages(kind)) {
                projects.add(view.message(1)
                        .orElseThrow(() -> new IOException("a view without spec"))
                        .text(2));
            }
        }
        if (options.project().isPresent()) {
            return options.project().get();
        }
        if (projects.size() > 1) {
            throw new IOException("one project, or voxguard.feast.project to choose one of " + projects);
        }
        return projects.isEmpty() ? "" : projects.first();
    }

    private void entities(List<ProtoFields> entities) throws IOException {
        for (ProtoFields entity : entities) {
            ProtoFields spec = entity.message(1).orElseThrow(() -> new IOException("an entity without spec"));
            if (spec.text(9).equals(project)) {
                String joinKey = spec.text(4).isEmpty() ? spec.text(1) : spec.text(4);
                joinKeys.put(spec.text(1), joinKey);
                joinKeys.put(joinKey, joinKey);
            }
        }
    }

    private void views(List<ProtoFields> messages, ViewSpec kind) throws IOException {
        for (ProtoFields message : messages) {
            ViewReader reader = new ViewReader(message, kind, options, project);
            if (reader.isOfProject()) {
                String name = reader.name();
                String why = reader.refusal();
                if (why != null) {
                    refused.put(name, why);
                    continue;
                }
                try {
                    int version = reader.currentVersion();
                    views.put(name, reader.view(name, version));
                    if (options.versioning()) {
                        views.put(name + "@v" + version, reader.view(name + "@v" + version, version));
                    }
                } catch (IOException e) {
                    refused.put(name, String.valueOf(e.getMessage()));
                }
            }
        }
    }

    private void refuse(List<ProtoFields> messages, String why) throws IOException {
        for (ProtoFields message : messages) {
            for (ProtoFields spec : message.messages(1)) {
                if (project.isEmpty() || spec.text(2).equals(project)) {
                    refused.put(spec.text(1), why);
                }
            }
        }
    }

    /** Earlier versions are served as {@code view@v2}, where versioning is on. */
    private void versions(List<ProtoFields> records) throws IOException {
        for (ProtoFields entry : records) {
            ViewSpec kind = ViewSpec.named(entry.text(4));
            if (options.versioning() && kind != null && entry.text(2).equals(project)) {
                for (ProtoFields message : entry.messages(5)) {
                    int version = (int) entry.number(3);
                    String name = entry.text(1) + "@v" + version;
                    views.putIfAbsent(name, new ViewReader(message, kind, options, project).view(name, version));
                }
            }
        }
    }

    private void services(List<ProtoFields> messages) throws IOException {
        for (ProtoFields message : messages) {
            ProtoFields spec = message.message(1).orElseThrow(() -> new IOException("a feature service without spec"));
            if (spec.text(2).equals(project)) {
                List<FeatureService.Projection> projections = new ArrayList<>();
                for (ProtoFields projection : spec.messages(3)) {
                    projections.add(projection(projection));
                }
                services.put(spec.text(1), new FeatureService(spec.text(1), projections));
            }
        }
    }

    private static FeatureService.Projection projection(ProtoFields projection) throws IOException {
        List<String> features = new ArrayList<>();
        for (ProtoFields feature : projection.messages(2)) {
            features.add(feature.text(1));
        }
        String version = projection.has(10) ? "@v" + projection.number(10) : "";
        String name = projection.text(1);
        String alias = projection.text(3).isEmpty() ? name : projection.text(3);
        return new FeatureService.Projection(name + version, alias + version, projection.map(4), features);
    }
}
