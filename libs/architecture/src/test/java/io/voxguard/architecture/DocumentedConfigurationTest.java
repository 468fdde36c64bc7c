package io.voxguard.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.smallrye.config.ConfigMapping;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code docs/configuration.md} against the configuration interfaces: every key of each process by its full name, with its default. */
class DocumentedConfigurationTest {
    private static final String SERVING = "Feature serving";
    private static final String RULE_REFRESH = "rule-refresh";
    private static final String LAMBDA = "Functions on AWS Lambda";
    private static final String FUNCTIONS = "Event functions";
    private static final String FANOUT = "event-fanout";
    private static final String FEATURE_UPDATE = "feature-update";
    private static final String SCORE = "score";

    private static final Map<String, Map<String, String>> DECLARED = new TreeMap<>();
    private static MarkdownTables page;

    @BeforeAll
    static void readCodeAndPage() throws IOException {
        page = MarkdownTables.of(Path.of(System.getProperty("voxguard.root"), "docs/configuration.md"));
        new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("io.voxguard").stream()
                        .filter(type -> type.isAnnotatedWith(ConfigMapping.class))
                        .map(JavaClass::reflect)
                        .forEach(type -> sectionsOf(type)
                                .forEach(section -> DECLARED.computeIfAbsent(section, any -> new TreeMap<>())
                                        .putAll(ConfigurationKeys.of(type))));
    }

    @Test
    void everyKeyIsDocumentedWithItsDefault() {
        for (String section : List.of(SERVING, RULE_REFRESH, LAMBDA, FUNCTIONS, FANOUT, FEATURE_UPDATE, SCORE)) {
            assertThat(documented(section))
                    .as("docs/configuration.md, section \"%s\"", section)
                    .isEqualTo(DECLARED.get(section));
        }
    }

    @Test
    void keysOfBothProcessesAreShownSideBySide() {
        Map<String, List<String>> shared = new TreeMap<>();
        DECLARED.get(SERVING).forEach((key, value) -> {
            String other = DECLARED.get(RULE_REFRESH).get(key);
            if (other != null) {
                shared.put(key, List.of(value, other));
            }
        });
        Map<String, List<String>> shown = new TreeMap<>();
        page.rows("The same key in two processes")
                .forEach(row -> shown.put(code(row.get(0)), List.of(defaultIn(row.get(1)), defaultIn(row.get(2)))));
        assertThat(shown).isEqualTo(shared);
    }

    private static Map<String, String> documented(String section) {
        Map<String, String> keys = new TreeMap<>();
        for (List<String> row : page.rows(section)) {
            assertThat(keys.put(code(row.get(0)), defaultIn(row.get(1))))
                    .as("a second row for %s", row.get(0))
                    .isNull();
            assertThat(row.get(2)).as("what %s means", row.get(0)).isNotBlank();
        }
        return keys;
    }

    /** The sections of the page, one for each process, that have the keys of an interface. */
    private static List<String> sectionsOf(Class<?> type) {
        String name = type.getPackageName() + '.';
        if (name.startsWith("io.voxguard.api.")) {
            return List.of(SERVING);
        }
        if (name.startsWith("io.voxguard.process.")) {
            return List.of(SERVING, RULE_REFRESH);
        }
        if (name.equals("io.voxguard.function.")) {
            return List.of(FUNCTIONS);
        }
        if (name.startsWith("io.voxguard.fanout.")) {
            return List.of(FANOUT);
        }
        if (name.startsWith("io.voxguard.featureupdate.")) {
            return List.of(FEATURE_UPDATE);
        }
        if (name.equals("io.voxguard.score.")) {
            return List.of(SCORE);
        }
        return List.of(name.contains(".lambda.") ? LAMBDA : RULE_REFRESH);
    }

    private static String code(String cell) {
        return cell.replaceFirst("^`([^`]*)`.*", "$1");
    }

    /** The default that a cell gives; what stands behind "unset" says in words what that means. */
    private static String defaultIn(String cell) {
        return cell.startsWith("unset") ? ConfigurationKeys.UNSET : code(cell);
    }
}
