package io.voxguard.fanout.destination;

import io.voxguard.problem.Refused;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * The destinations document.
 *
 * @param removed names of former destinations: what they have not delivered is given up
 */
public record DestinationsDocument(List<Destination> destinations, List<String> removed) {
    /** A document without destinations. */
    public static final DestinationsDocument EMPTY = new DestinationsDocument(List.of(), List.of());

    private static final int MAX_DESTINATIONS = 100;
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    private static final String NAME_EXPECTED = "a name of at most 63 lower-case letters, digits and hyphens";

    /**
     * Parses a document.
     *
     * @param hasVariable tells if a variable of the environment is set
     * @throws Refused if anything in it is wrong; names the field by its path, as {@code destinations[2].url}
     */
    public static DestinationsDocument parse(byte[] yaml, Predicate<String> hasVariable) {
        Fields document = Fields.of("", load(yaml));
        List<?> entries = document.list("destinations");
        if (entries.size() > MAX_DESTINATIONS) {
            throw Refused.invalid("destinations", "at most " + MAX_DESTINATIONS, Integer.toString(entries.size()));
        }
        DestinationReader reader = new DestinationReader(hasVariable);
        List<Destination> destinations = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < entries.size(); i++) {
            Fields fields = Fields.of("destinations[" + i + "]", entries.get(i));
            destinations.add(reader.read(name(fields.path("name"), fields.text("name", NAME_EXPECTED), names), fields));
        }
        List<String> removed = new ArrayList<>();
        List<?> removedNames = document.list("removed");
        for (int i = 0; i < removedNames.size(); i++) {
            removed.add(name("removed[" + i + "]", Fields.shown(removedNames.get(i)), names));
        }
        document.refuseOthers();
        return new DestinationsDocument(List.copyOf(destinations), List.copyOf(removed));
    }

    private static String name(String field, String name, Set<String> names) {
        if (!NAME.matcher(name).matches()) {
            throw Refused.invalid(field, NAME_EXPECTED, name);
        }
        if (!names.add(name)) {
            throw Refused.invalid(field, "a name that no other destination has", name);
        }
        return name;
    }

    private static @Nullable Object load(byte[] yaml) {
        LoadSettings settings = LoadSettings.builder()
                .setAllowDuplicateKeys(false)
                .setMaxAliasesForCollections(0)
                .build();
        try {
            return new Load(settings).loadFromString(new String(yaml, StandardCharsets.UTF_8));
        } catch (YamlEngineException e) {
            throw Refused.invalid(
                    "document", "YAML", String.valueOf(e.getMessage()).replace('\n', ' '));
        }
    }
}
