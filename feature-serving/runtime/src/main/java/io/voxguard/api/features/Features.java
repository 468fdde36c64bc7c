package io.voxguard.api.features;

import io.quarkus.runtime.Startup;
import io.voxguard.catalogue.document.InvalidDocument;
import io.voxguard.catalogue.registry.FeastRegistry;
import io.voxguard.catalogue.registry.RegistryOptions;
import io.voxguard.catalogue.view.FeatureCatalogue;
import io.voxguard.serving.entity.KeyValues;
import io.voxguard.serving.feature.NearCache;
import io.voxguard.serving.feature.OnlineFeatures;
import io.voxguard.serving.feature.RequestValue;
import io.voxguard.serving.ingest.FeatureIngest;
import io.voxguard.serving.ingest.IngestRules;
import io.voxguard.serving.limit.CallLimits;
import io.voxguard.serving.retrieval.FeatureRetrieval;
import io.voxguard.store.OnlineStore;
import io.voxguard.time.Ticker;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** The features that are served: those of our own view files, and those of Feast's registry, read anew when it changes. */
@Startup
@Singleton
public final class Features {
    private static final Logger LOG = Logger.getLogger(Features.class);

    private final FeatureCatalogue own;
    private final FeastSettings feast;
    private final OnlineFeatures online;
    private final OnlineStore store;
    private final NearCache near;
    private final Ticker ticker;
    private final IngestRules rules;
    private final RegistryOptions options;
    private final Optional<FileWatch> watch;
    private final List<Consumer<FeatureCatalogue>> listeners = new CopyOnWriteArrayList<>();
    private volatile State state;
    private volatile boolean started;
    private volatile Optional<String> registryFault = Optional.empty();

    Features(
            ModelsFolder folder,
            FeastSettings feast,
            FeaturesSettings settings,
            OnlineFeatures online,
            OnlineStore store,
            NearCache near,
            CallLimits limits,
            Ticker ticker) {
        this.own = folder.views();
        if (!own.request().isEmpty()) {
            RequestValue.check(own.request(), limits);
        }
        this.feast = feast;
        this.online = online;
        this.store = store;
        this.near = near;
        this.ticker = ticker;
        KeyValues keys = feast.compatibleStatuses() ? KeyValues.LIKE_FEAST : KeyValues.STRICT;
        this.rules = new IngestRules(keys, settings.maxSkew(), feast.keyTtl().orElse(Duration.ZERO));
        this.options = options(feast);
        this.state = state(own);
        this.watch = feast.registry().map(file -> new FileWatch(file, feast.registryPoll(), this::reload));
        watch.ifPresent(FileWatch::start);
        registryFault.ifPresent(why -> {
            close();
            throw new InvalidDocument("voxguard.feast.registry: " + why);
        });
        this.started = true;
    }

    private static RegistryOptions options(FeastSettings feast) {
        try {
            return new RegistryOptions(feast.project(), feast.versioning(), feast.keySerialization());
        } catch (IllegalArgumentException | InvalidDocument e) {
            throw new InvalidDocument("voxguard.feast: " + e.getMessage(), e);
        }
    }

    /** One state of the catalogue, with what works by it. Requests take one and keep to it. */
    public record State(FeatureCatalogue catalogue, FeatureRetrieval retrieval, FeatureIngest ingest) {}

    /** The features as they are now. */
    public State now() {
        return state;
    }

    /** Why Feast's registry could not be read the last time; what was read before is served on. */
    public Optional<String> registryFault() {
        return registryFault;
    }

    /** The registry file, where there is one. */
    public Optional<Path> registry() {
        return feast.registry();
    }

    /** Tells of each new state of the catalogue. */
    public void onChange(Consumer<FeatureCatalogue> listener) {
        listeners.add(listener);
    }

    private void reload(Path file) {
        try {
            FeatureCatalogue all = own.and(FeastRegistry.read(file, options));
            state = state(all);
            registryFault = Optional.empty();
            LOG.infof("Feature views: %s", all.views().keySet());
            all.refused().forEach((view, why) -> LOG.warnf("Feature view %s is not served: %s", view, why));
            listeners.forEach(listener -> listener.accept(all));
        } catch (InvalidDocument e) {
            registryFault = Optional.of(String.valueOf(e.getMessage()));
            if (started) {
                LOG.errorf("The feature views stay as they were: %s", e.getMessage());
            }
        }
    }

    private State state(FeatureCatalogue catalogue) {
        return new State(
                catalogue,
                new FeatureRetrieval(catalogue, online),
                new FeatureIngest(catalogue, store, near, rules, ticker));
    }

    @PreDestroy
    void close() {
        watch.ifPresent(FileWatch::close);
    }
}
