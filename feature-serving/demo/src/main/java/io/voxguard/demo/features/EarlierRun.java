package io.voxguard.demo.features;

import io.voxguard.catalogue.view.EntityKind;
import io.voxguard.catalogue.view.FeatureCatalogue;
import io.voxguard.catalogue.view.FeatureView;
import io.voxguard.demo.records.CallRecord;
import io.voxguard.store.FeatureKeys;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an earlier run left in a store: its calls were later than those of the next run, which would all come too late. */
public final class EarlierRun {
    private EarlierRun() {}

    /**
     * Returns the keys of the states and features of the parties of calls.
     *
     * @param models with the feature views
     */
    public static List<String> keys(List<CallRecord> calls, Path models) {
        Set<String> keys = new LinkedHashSet<>();
        for (FeatureView view :
                FeatureCatalogue.read(models.resolve("feature-views")).views().values()) {
            view.party().ifPresent(kind -> {
                FeatureKeys rows = new FeatureKeys(view.name());
                for (CallRecord call : calls) {
                    String entity = entity(call, kind);
                    if (entity != null) {
                        keys.add("fs:{" + entity + "}:" + kind.name().toLowerCase(Locale.ROOT));
                        keys.add(new String(rows.of(entity), StandardCharsets.UTF_8));
                    }
                }
            });
        }
        return List.copyOf(keys);
    }

    private static @Nullable String entity(CallRecord call, EntityKind kind) {
        return switch (kind) {
            case CALLER -> call.caller();
            case CALLEE -> call.callee();
            case TRUNK -> call.trunk();
        };
    }
}
