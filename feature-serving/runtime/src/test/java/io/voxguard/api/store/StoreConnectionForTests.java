package io.voxguard.api.store;

import io.voxguard.testing.SettingsForTests;
import java.util.Map;

/** Makes the connection's settings for tests of other packages. */
public final class StoreConnectionForTests {
    private StoreConnectionForTests() {}

    /** A store at that address, with defaults. Nothing connects until it is used. */
    public static StoreConnection at(String url) {
        return with(Map.of("voxguard.store.url", url));
    }

    static StoreConnection with(Map<String, String> properties) {
        return new StoreConnection(SettingsForTests.read(StoreSettings.class, properties));
    }
}
