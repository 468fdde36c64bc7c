package io.voxguard.architecture;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import io.smallrye.config.WithParentName;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The keys that a configuration interface declares, with their defaults. */
final class ConfigurationKeys {
    /** Stands for the default of a key that may be absent. */
    static final String UNSET = "(unset)";

    /** Keys without a default of their own, which take it from a variable of the environment. */
    private static final Map<String, String> VARIABLES =
            Map.of("voxguard.store.url", "STORE_URL", "voxguard.models.dir", "MODELS_DIR");

    private ConfigurationKeys() {}

    /** Returns the keys of an interface by their full names, those of nested groups among them. */
    static Map<String, String> of(Class<?> mapping) {
        Map<String, String> keys = new TreeMap<>();
        add(keys, mapping.getAnnotation(ConfigMapping.class).prefix(), mapping);
        return keys;
    }

    private static void add(Map<String, String> keys, String prefix, Class<?> group) {
        for (Method property : group.getDeclaredMethods()) {
            if (!property.isDefault() && !property.isSynthetic()) {
                boolean ofParent = property.isAnnotationPresent(WithParentName.class);
                add(keys, ofParent ? prefix : prefix + '.' + name(property), property);
            }
        }
    }

    private static void add(Map<String, String> keys, String key, Method property) {
        Class<?> value = property.getReturnType();
        if (value == Map.class) {
            Class<?> entry = (Class<?>) argument(property.getGenericReturnType(), 1);
            add(keys, key + ".\"<" + entry.getSimpleName().toLowerCase(Locale.ROOT) + ">\"", entry);
        } else if (value == Optional.class
                && argument(property.getGenericReturnType(), 0) instanceof Class<?> group
                && isGroup(group)) {
            add(keys, key, group);
            keys.replaceAll((name, ofGroup) -> name.startsWith(key + '.') ? UNSET : ofGroup);
        } else if (isGroup(value)) {
            add(keys, key, value);
        } else {
            WithDefault given = property.getAnnotation(WithDefault.class);
            keys.put(key, given != null ? given.value() : VARIABLES.getOrDefault(key, UNSET));
        }
    }

    /** Whether a type is a group of further keys. */
    private static boolean isGroup(Class<?> type) {
        return type.isInterface() && type.getName().startsWith("io.voxguard.");
    }

    private static Type argument(Type generic, int index) {
        return ((ParameterizedType) generic).getActualTypeArguments()[index];
    }

    private static String name(Method property) {
        WithName given = property.getAnnotation(WithName.class);
        return given != null
                ? given.value()
                : property.getName().replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
    }
}
