package io.voxguard.testing;

import io.smallrye.config.ConfigMappings.ConfigClass;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A settings interface as Quarkus reads it, from given properties and its defaults alone. */
public final class SettingsForTests {
    private SettingsForTests() {}

    /** Returns every key of the interface with its default, or with an empty text where it has no default. */
    public static Map<String, String> defaults(Class<?> settings) {
        Map<String, String> defaults = new TreeMap<>();
        ConfigClass.configClass(settings).getProperties().forEach((key, value) -> {
            if (!key.endsWith("[*]")) { // an element of a list that is itself a key
                defaults.put(key, value == null ? "" : value);
            }
        });
        return defaults;
    }

    /** Returns the settings with these properties. */
    public static <T> T read(Class<T> settings, Map<String, String> properties) {
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(settings)
                .withSources(new PropertiesConfigSource(properties, "test", 100))
                .build()
                .getConfigMapping(settings);
    }

    /** Returns why a process with these properties does not start, a line for each problem; empty when it does. */
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

    /**
     * Returns the problem that a value makes: one line that names the key and the value.
     *
     * @param others properties that the interface requires
     * @throws AssertionError if there is no such problem, or another one beside it
     */
    public static String refusal(Class<?> settings, String key, String value, Map<String, String> others) {
        Map<String, String> properties = new HashMap<>(others);
        properties.put(key, value);
        List<String> problems = problems(settings, properties);
        if (problems.size() != 1) {
            throw new AssertionError(key + "=" + value + ": expected one problem, got " + problems);
        }
        String problem = problems.getFirst();
        if (!problem.contains(key) || !problem.contains(value) || problem.contains("\n")) {
            throw new AssertionError(
                    key + "=" + value + ": expected one line with the key and the value, got " + problem);
        }
        return problem;
    }

    /** Returns the problem that a value makes where the interface requires no other property. */
    public static String refusal(Class<?> settings, String key, String value) {
        return refusal(settings, key, value, Map.of());
    }
}
