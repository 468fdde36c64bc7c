package io.voxguard.benchmarks;

import io.voxguard.catalogue.call.CatalogueFields;
import io.voxguard.catalogue.number.NumberRanges;
import io.voxguard.catalogue.view.Feature;
import io.voxguard.catalogue.view.FeatureCatalogue;
import io.voxguard.catalogue.view.FeatureView;
import io.voxguard.rules.InvalidRules;
import io.voxguard.rules.Rule;
import io.voxguard.rules.RuleAction;
import io.voxguard.rules.RuleSet;
import io.voxguard.rules.condition.ConditionCompiler;
import io.voxguard.rules.evaluation.CompiledRules;
import io.voxguard.rules.evaluation.RuleSetCheck;
import io.voxguard.serving.call.Call;
import io.voxguard.serving.feature.EntityTable;
import io.voxguard.serving.feature.FeatureRows;
import io.voxguard.serving.feature.NearCache;
import io.voxguard.serving.feature.OnlineFeatures;
import io.voxguard.serving.feature.ReadPlan;
import io.voxguard.serving.rules.RuleLayout;
import io.voxguard.serving.rules.RuleVerdict;
import io.voxguard.serving.rules.RulesInForce;
import io.voxguard.store.FeatureKeys;
import io.voxguard.store.RowWrite;
import io.voxguard.store.embedded.EmbeddedStore;
import io.voxguard.store.redis.RedisStore;
import io.voxguard.store.redis.connection.RedisStoreConfig;
import io.voxguard.store.row.RowEncoder;
import io.voxguard.store.row.SchemaId;
import io.voxguard.time.Ticker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Cost of rules for one call whose features have been read: values from the rows, all conditions, and the combined action. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RulesOnACall {
    private static final String CALLER = "+14155550123";
    private static final long NOW = System.currentTimeMillis();

    @Param({"1", "100", "1000"})
    public int rules;

    private final List<Call> calls = List.of(new Call("c-1", CALLER, "+442071838750", "trunk-07", NOW, 0, Map.of()));

    @SuppressWarnings("NullAway.Init")
    private RuleLayout layout;

    @SuppressWarnings("NullAway.Init")
    private FeatureRows rows;

    @Setup
    public void read() throws InvalidRules, InterruptedException {
        Path models = Path.of(System.getProperty("voxguard.root", "."), "models");
        FeatureCatalogue catalogue = FeatureCatalogue.read(models.resolve("feature-views"));
        RulesInForce inForce = inForce(catalogue);
        CompiledRules compiled = inForce.rules();
        if (compiled == null) {
            throw new IllegalStateException("expected compiled rules");
        }
        layout = new RuleLayout(
                inForce, compiled, List.of(), catalogue, NumberRanges.read(models.resolve("number-ranges.csv")));
        try (EmbeddedStore server = EmbeddedStore.start();
                RedisStore store = RedisStore.open(RedisStoreConfig.of(server.url()))) {
            while (!store.connected()) {
                Thread.sleep(5);
            }
            Duration limit = Duration.ofSeconds(5);
            List<RowWrite> written = new ArrayList<>();
            catalogue.views().values().forEach(view -> written.add(row(view)));
            store.online().write(written, limit).toCompletableFuture().join();
            OnlineFeatures features = new OnlineFeatures(store.online(), NearCache.none(), Ticker.SYSTEM);
            ReadPlan plan = features.plan(layout.selections());
            rows = features.read(plan, EntityTable.of(plan, calls), row -> NOW, limit)
                    .toCompletableFuture()
                    .join();
        }
    }

    private static RowWrite row(FeatureView view) {
        int size = view.features().size();
        float[] values = new float[size];
        java.util.Arrays.fill(values, 3);
        byte[] row = RowEncoder.encode(
                SchemaId.of(view.packed().id(), view.packed().version()), NOW, values, new boolean[size]);
        return new RowWrite(new FeatureKeys(view.name()).of(CALLER), row, Duration.ofHours(1));
    }

    private RulesInForce inForce(FeatureCatalogue catalogue) throws InvalidRules {
        List<String> counts = new ArrayList<>();
        catalogue.views().values().stream()
                .filter(view -> view.name().startsWith("caller_"))
                .forEach(view -> view.features().stream()
                        .map(Feature::name)
                        .filter(name -> name.startsWith("calls") || name.startsWith("distinct"))
                        .forEach(name -> counts.add(view.name() + "." + name)));
        List<Rule> generated = new ArrayList<>();
        for (int i = 0; i < rules; i++) {
            String condition = counts.get(i % counts.size()) + " > " + (i + 3)
                    + " && (caller_geography.premium_ratio_24h > 0.5 || call.callee.startsWith('+" + i + "'))";
            generated.add(
                    new Rule("r-" + i, "rule", "desk", "irsf", condition, RuleAction.FLAG, 0, Rule.Validity.ALWAYS));
        }
        CompiledRules compiled = new RuleSetCheck(new ConditionCompiler(CatalogueFields.of(catalogue)))
                .check(new RuleSet("core", generated));
        return new RulesInForce("core", compiled, 1, "");
    }

    @Benchmark
    public RuleVerdict call() {
        return layout.begin(calls, rows, NOW).of(0);
    }
}
