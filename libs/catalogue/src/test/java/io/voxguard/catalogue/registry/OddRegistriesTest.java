package io.voxguard.catalogue.registry;

import static io.voxguard.catalogue.registry.Registries.both;
import static io.voxguard.catalogue.registry.Registries.column;
import static io.voxguard.catalogue.registry.Registries.message;
import static io.voxguard.catalogue.registry.Registries.messageOf;
import static io.voxguard.catalogue.registry.Registries.registry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voxguard.catalogue.document.InvalidDocument;
import io.voxguard.catalogue.registry.Registries.Content;
import io.voxguard.catalogue.type.ValueType;
import io.voxguard.catalogue.view.FeatureCatalogue;
import io.voxguard.catalogue.view.FeatureService;
import io.voxguard.catalogue.view.FeatureView;
import io.voxguard.catalogue.view.Layout;
import io.voxguard.catalogue.view.Writing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a registry may hold that Feast's own examples do not. */
class OddRegistriesTest {
    private static final RegistryOptions PLAIN = new RegistryOptions(Optional.empty(), false, 3);
    private static final RegistryOptions VERSIONED = new RegistryOptions(Optional.empty(), true, 2);
    private static final Content NOTHING = spec -> {};

    @TempDir
    private Path folder;

    @Test
    void minimalViewHasDefaults() {
        FeatureView view = view(read(registry(6, messageOf("p", "stats", NOTHING)), PLAIN), "stats");

        assertThat(view.ttl()).isZero();
        assertThat(view.writing()).isEqualTo(new Writing(Optional.empty(), "event_timestamp", Map.of()));
        assertThat(view.layout()).isEqualTo(new Layout.FeastHash("p", "stats", 3));
        assertThat(view.features()).singleElement().satisfies(feature -> {
            assertThat(feature.type()).isEqualTo(ValueType.INT64);
            assertThat(feature.defaultValue()).isNaN();
        });
    }

    @Test
    void ttlHasSecondsAndNanoseconds() {
        byte[] view = messageOf(
                "p",
                "stats",
                spec -> spec.writeByteArray(6, message(ttl -> {
                    ttl.writeInt64(1, 90);
                    ttl.writeInt32(2, 500_000_000);
                })));

        assertThat(view(read(registry(6, view), PLAIN), "stats").ttl()).isEqualTo(Duration.ofMillis(90_500));
    }

    @Test
    void streamViewsHaveOtherFieldNumbers() {
        byte[] view = message(out -> out.writeByteArray(1, message(spec -> {
            spec.writeString(1, "live");
            spec.writeString(2, "p");
            spec.writeByteArray(4, column("calls", 3));
            spec.writeByteArray(5, column("callee_id", 2));
            spec.writeByteArray(9, message(ttl -> ttl.writeInt64(1, 60)));
            spec.writeByteArray(10, message(batch -> {
                batch.writeByteArray(2, message(entry -> {
                    entry.writeString(1, "n");
                    entry.writeString(2, "calls");
                }));
                batch.writeString(3, "at");
            }));
            spec.writeByteArray(11, message(stream -> {
                stream.writeInt32(1, 9);
                stream.writeString(20, "pushed");
            }));
        })));

        FeatureView live = view(read(registry(14, view), PLAIN), "live");

        assertThat(live.ttl()).isEqualTo(Duration.ofMinutes(1));
        assertThat(live.joinKeys().getFirst().name()).isEqualTo("callee_id");
        assertThat(live.writing()).isEqualTo(new Writing(Optional.of("pushed"), "at", Map.of("n", "calls")));
    }

    @Test
    void streamSourceThatIsNotAPushSourceIsNotPushedTo() {
        byte[] view = messageOf(
                "p",
                "stats",
                spec -> spec.writeByteArray(9, message(stream -> {
                    stream.writeInt32(1, 3); // Kafka
                    stream.writeString(20, "topic");
                })));

        assertThat(view(read(registry(6, view), PLAIN), "stats").writing().pushSource())
                .isEmpty();
    }

    @Test
    void disabledViewsAreRefusedByName() {
        byte[] disabled = messageOf("p", "off", spec -> spec.writeBool(20, true));

        FeatureCatalogue catalogue = read(registry(6, disabled, messageOf("p", "on", NOTHING)), PLAIN);

        assertThat(catalogue.views()).containsOnlyKeys("on");
        assertThat(catalogue.refused()).isEqualTo(Map.of("off", "it is disabled in Feast"));
    }

    @Test
    void viewsThatRunPythonAreRefusedByName() {
        byte[] computed = registry(8, messageOf("p", "computed", NOTHING));
        byte[] labels = registry(19, messageOf("p", "labels", NOTHING));

        FeatureCatalogue catalogue =
                read(both(registry(6, messageOf("p", "on", NOTHING)), both(computed, labels)), PLAIN);

        assertThat(catalogue.views()).containsOnlyKeys("on");
        assertThat(catalogue.refused())
                .isEqualTo(Map.of(
                        "computed", "an on-demand feature view, which runs Python",
                        "labels", "a label view, which is for training"));
    }

    @Test
    void viewsOfOtherProjectsAreIgnored() {
        byte[] computed = registry(8, messageOf("q", "computed", NOTHING));
        byte[] labels = registry(19, messageOf("q", "labels", NOTHING));
        byte[] ours = registry(6, messageOf("p", "on", NOTHING));

        assertThat(read(both(ours, both(computed, labels)), PLAIN).refused()).isEmpty();
        assertThat(read(computed, PLAIN).refused())
                .as("of a registry without other views")
                .containsOnlyKeys("computed");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 9, 19, 49, 1000})
    void viewWithAFeatureOfAnUnknownTypeIsRefusedAndOthersServed(int type) {
        byte[] odd = messageOf("p", "odd", spec -> spec.writeByteArray(4, column("x", type)));

        FeatureCatalogue catalogue = read(registry(6, odd, messageOf("p", "on", NOTHING)), PLAIN);

        assertThat(catalogue.views()).containsOnlyKeys("on");
        assertThat(catalogue.refused()).isEqualTo(Map.of("odd", "a column of unknown value type " + type));
    }

    @Test
    void imagesAndDocumentsAreBytes() {
        byte[] view = messageOf("p", "media", spec -> {
            spec.writeByteArray(4, column("pdf", 30));
            spec.writeByteArray(4, column("image", 31));
        });

        assertThat(view(read(registry(6, view), PLAIN), "media").features())
                .extracting(feature -> feature.type())
                .containsExactly(ValueType.INT64, ValueType.BYTES, ValueType.BYTES);
    }

    @Test
    void joinKeyOfATypeThatCannotBeAKeyIsRefusedByTheViewsName() {
        byte[] odd = messageOf("p", "odd", spec -> spec.writeByteArray(12, column("ratio", 5)));

        assertThat(read(registry(6, odd), PLAIN).refused())
                .isEqualTo(Map.of("odd", "odd: a join key of type float64, which cannot be a key"));
    }

    @Test
    void projectMustBeConfiguredIfTheRegistryHasSeveral() {
        byte[] two = registry(6, messageOf("b", "ofB", NOTHING), messageOf("a", "ofA", NOTHING));

        assertThatThrownBy(() -> read(two, PLAIN))
                .isInstanceOf(InvalidDocument.class)
                .hasMessageEndingWith("one project, or voxguard.feast.project to choose one of [a, b]");
        assertThat(read(two, new RegistryOptions(Optional.of("b"), false, 3)).views())
                .containsOnlyKeys("ofB");
    }

    @Test
    void entitiesOfOtherProjectsAreUnknown() {
        byte[] entities =
                registry(1, entity("p", "account", "acct_id"), entity("q", "cell", "cell_id"), entity("p", "user", ""));

        FeatureCatalogue catalogue = read(both(entities, registry(6, messageOf("p", "v", NOTHING))), PLAIN);

        assertThat(catalogue.joinKeyNames())
                .isEqualTo(Map.of("account", "acct_id", "acct_id", "acct_id", "user", "user"));
    }

    private static byte[] entity(String project, String name, String joinKey) {
        return message(out -> out.writeByteArray(1, message(spec -> {
            spec.writeString(1, name);
            spec.writeString(4, joinKey);
            spec.writeString(9, project);
        })));
    }

    @Test
    void servicesProjectVersionsUnderTheirAlias() {
        byte[] service = message(out -> out.writeByteArray(1, message(spec -> {
            spec.writeString(1, "s");
            spec.writeString(2, "p");
            spec.writeByteArray(3, message(projection -> {
                projection.writeString(1, "stats");
                projection.writeByteArray(2, column("calls", 4));
                projection.writeString(3, "alias");
                projection.writeByteArray(4, message(entry -> {
                    entry.writeString(1, "caller_id");
                    entry.writeString(2, "callee_id");
                }));
                projection.writeInt32(10, 2);
            }));
        })));

        FeatureCatalogue catalogue =
                read(both(registry(6, messageOf("p", "stats", NOTHING)), registry(7, service)), PLAIN);

        assertThat(catalogue.services())
                .isEqualTo(Map.of(
                        "s",
                        new FeatureService(
                                "s",
                                List.of(new FeatureService.Projection(
                                        "stats@v2", "alias@v2", Map.of("caller_id", "callee_id"), List.of("calls"))))));
    }

    @Test
    void currentVersionIsReadFromTheViewsMeta() {
        byte[] view = both(
                messageOf("p", "risk", NOTHING),
                message(out -> out.writeByteArray(2, message(meta -> meta.writeInt32(4, 3)))));

        FeatureCatalogue versioned = read(registry(6, view), VERSIONED);

        assertThat(versioned.views()).containsOnlyKeys("risk", "risk@v3");
        assertThat(view(versioned, "risk").layout()).isEqualTo(new Layout.FeastHash("p", "risk_v3", 2));
        assertThat(read(registry(6, view), PLAIN).views()).containsOnlyKeys("risk");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 6, 7})
    void partWithoutASpecIsRefused(int number) {
        assertThatThrownBy(() -> read(registry(number, new byte[0]), PLAIN))
                .isInstanceOf(InvalidDocument.class)
                .hasMessageContaining("registry.db: expected a registry of Feast: ")
                .hasMessageContaining("without spec");
    }

    @Test
    void fileThatIsNotProtobufIsRefusedByItsName() {
        byte[] text = "view: caller_stats\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

        assertThatThrownBy(() -> read(text, PLAIN))
                .isInstanceOf(InvalidDocument.class)
                .hasMessageContaining("registry.db: expected a registry of Feast");
    }

    @Test
    void emptyFileIsARegistryWithoutViews() {
        FeatureCatalogue catalogue = read(new byte[0], PLAIN);

        assertThat(catalogue.views()).isEmpty();
        assertThat(catalogue.refused()).isEmpty();
    }

    @Test
    void refreshedRegistryReplacesTheOldOneAndKeepsOwnViews() {
        FeatureCatalogue own = io.voxguard.catalogue.ShippedViews.catalogue();
        FeatureCatalogue before =
                own.and(read(registry(6, messageOf("p", "old", NOTHING), messageOf("p", "kept", NOTHING)), PLAIN));
        FeatureCatalogue after = own.and(read(
                registry(
                        6,
                        messageOf("p", "kept", spec -> spec.writeByteArray(4, column("more", 6))),
                        messageOf("p", "new", NOTHING)),
                PLAIN));

        assertThat(before.views()).containsKeys("old", "kept").doesNotContainKey("new");
        assertThat(after.views())
                .containsKeys("kept", "new")
                .doesNotContainKey("old")
                .containsKeys("caller_velocity");
        assertThat(view(after, "kept").features()).hasSize(2);
        assertThat(after.request()).isEqualTo(own.request());
    }

    @Test
    void viewOfTheRegistryWithTheNameOfAnOwnViewIsRefused() {
        FeatureCatalogue own = io.voxguard.catalogue.ShippedViews.catalogue();

        FeatureCatalogue both = own.and(read(registry(6, messageOf("p", "caller_velocity", NOTHING)), PLAIN));

        assertThat(view(both, "caller_velocity")).isEqualTo(view(own, "caller_velocity"));
        assertThat(both.refused())
                .isEqualTo(Map.of("caller_velocity of the registry", "models/feature-views has a view of that name"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4})
    void otherSerializationsOfKeysAreRefused(int version) {
        assertThatThrownBy(() -> new RegistryOptions(Optional.empty(), false, version))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("key serialization: expected 2 or 3, got " + version);
    }

    private static FeatureView view(FeatureCatalogue catalogue, String name) {
        return Objects.requireNonNull(catalogue.views().get(name), name);
    }

    private FeatureCatalogue read(byte[] bytes, RegistryOptions options) {
        try {
            return FeastRegistry.read(Files.write(folder.resolve("registry.db"), bytes), options);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
