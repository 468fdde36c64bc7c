package io.voxguard.api.rules;

import io.micrometer.core.instrument.MeterRegistry;
import io.voxguard.api.features.FeaturesInMemory;
import io.voxguard.api.store.StoreConnectionForTests;
import io.voxguard.testing.SettingsForTests;
import io.voxguard.time.Ticker;
import java.time.Clock;
import java.util.Map;

/** Rules that are followed in a store that nobody listens for. */
public final class RulesWithoutStore {
    private RulesWithoutStore() {}

    /** @param properties of {@link RulesSettings} */
    public static Rules open(Map<String, String> properties, MeterRegistry meters) {
        return new Rules(
                SettingsForTests.read(RulesSettings.class, properties),
                StoreConnectionForTests.at("redis://127.0.0.1:1"),
                FeaturesInMemory.ofTheProject(),
                meters,
                Clock.systemUTC(),
                Ticker.SYSTEM);
    }
}
