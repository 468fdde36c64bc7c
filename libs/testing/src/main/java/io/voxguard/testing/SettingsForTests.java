package io.voxguard.api;

import io.smallrye.config.ConfigMappings.ConfigClass;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A settings interface as Quarkus reads it, from given properties and its defaults alone. */
public final class SettingsForTests {
    private SettingsForTests() {}

    /** Every key of the interface with its default; with an empty text where it has none. */
    public static Map<String, String> defaults(Class<?> settings) {
        Map<String, String> defaults = new TreeMap<>();
        ConfigClass.configClass(settings).getProperties().forEach((key, value) -> {
            if (!key.endsWith("[*]")) { // an element of a list that is itself a key
                defaults.put(key, value == null ? "" : value);
            }
        });
        return defaults;
    }

    /** The settings with these properties. */
    public static <T> T read(Class<T> settings, Map<String, String> properties) {
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(settings)
                .withSources(new PropertiesConfigSource(properties, "test", 100))
                .build()
                .getConfigMapping(settings);
    }

    /** Why a process with these properties does not start, a line for each problem; empty when it does. */
    public static List<String> problems(Class<?> settings, Map<String, String> properties) {
        List<String> problems = new ArrayList<>();
        try {
            read(settings, properties);
        } catch (ConfigValidationException e) {
            for (int i = 0; i < e.getProblemCount(); i++) {
                problems.add(e.getProblem(i).getMessage());
            }
        }
        return problems;
    }
}
