package io.voxguard.serving.repository.replicas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voxguard.catalogue.document.InvalidDocument;
import io.voxguard.store.SharedState;
import io.voxguard.store.StoreUnavailable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What replicas share in the store, and what of it is believed. */
class ReplicasTest {
    private final FakeSharedState store = new FakeSharedState();
    private final Replicas replicas = new Replicas(store, Duration.ofSeconds(1), () -> "here");

    @TempDir
    private Path folder;

    @Test
    void pointersAreReadByModel() throws StoreUnavailable {
        store.values.put("{models:a}:cur", bytes("3|pinned|7|||6"));

        assertThat(replicas.pointers(List.of("a", "b"), Map.of()))
                .isEqualTo(Map.of("a", new Pointer(3, new Policy.Pinned("7"), "6")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "4|newest||||", "x|latest||||"})
    void pointerThatCannotBeReadLeavesTheOneBefore(String stored) throws StoreUnavailable {
        Pointer before = new Pointer(3, new Policy.Latest(), "");
        store.values.put("{models:a}:cur", bytes(stored));

        assertThat(replicas.pointers(List.of("a"), Map.of("a", before))).isEqualTo(Map.of("a", before));
        assertThat(replicas.pointers(List.of("a"), Map.of())).isEmpty();
    }

    @Test
    void storeThatWasEmptiedDoesNotUndoWhatWasDecided() throws StoreUnavailable {
        Pointer before = new Pointer(3, new Policy.Pinned("7"), "");

        assertThat(replicas.pointers(List.of("a"), Map.of("a", before, "forgotten", before)))
                .isEqualTo(Map.of("a", before));
    }

    @Test
    void movedPointerHasTheNextRevision() throws StoreUnavailable {
        assertThat(replicas.move("a", new Policy.Pinned("7"), "6"))
                .contains(new Pointer(1, new Policy.Pinned("7"), "6"));
        assertThat(replicas.move("a", new Policy.Shadow("7", "8"), "7"))
                .contains(new Pointer(2, new Policy.Shadow("7", "8"), "7"));
        assertThat(store.values.get("{models:a}:cur")).isEqualTo(bytes("2|shadow|7|8||7"));
    }

    @Test
    void pointerThatCannotBeReadIsReplacedFromTheFirstRevision() throws StoreUnavailable {
        store.values.put("{models:a}:cur", bytes("nonsense"));

        assertThat(replicas.move("a", new Policy.Latest(), "")).contains(new Pointer(1, new Policy.Latest(), ""));
    }

    @Test
    void moveThatAnotherReplicaOvertookChangesNothing() throws StoreUnavailable {
        SharedState raced = new SharedState() {
            @Override
            public List<Optional<byte[]>> get(List<String> keys, Duration limit) throws StoreUnavailable {
                List<Optional<byte[]>> before = store.get(keys, limit);
                store.values.put(keys.getFirst(), bytes("9|latest||||"));
                return before;
            }

            @Override
            public boolean replace(String key, Optional<byte[]> expected, byte[] value, Duration limit)
                    throws StoreUnavailable {
                return store.replace(key, expected, value, limit);
            }

            @Override
            public Map<String, byte[]> fields(String key, Duration limit) throws StoreUnavailable {
                return store.fields(key, limit);
            }

            @Override
            public void put(String key, String field, byte[] value, List<String> out, Duration limit)
                    throws StoreUnavailable {
                store.put(key, field, value, out, limit);
            }
        };

        assertThat(new Replicas(raced, Duration.ofSeconds(1), () -> "here").move("a", new Policy.Pinned("7"), ""))
                .isEmpty();
        assertThat(store.values.get("{models:a}:cur")).isEqualTo(bytes("9|latest||||"));
    }

    @Test
    void fetchedVersionIsAFolderWithItsFiles() throws Exception {
        store.hashes.put("{models:a}:v:7", Map.of("manifest.yaml", bytes("m"), "model.onnx", bytes("o")));

        assertThat(replicas.fetch("a", "7", folder.resolve("a/7"))).isTrue();

        assertThat(folder.resolve("a/7/manifest.yaml")).hasContent("m");
        assertThat(folder.resolve("a/7/model.onnx")).hasContent("o");
        assertThat(names(folder.resolve("a"))).containsExactly("7");
    }

    @Test
    void versionThatIsNotPublishedLeavesNoFolder() throws Exception {
        assertThat(replicas.fetch("a", "7", folder.resolve("a/7"))).isFalse();
        assertThat(folder.resolve("a")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../evil", "/etc/passwd", "a/b", "..", ".hidden", "", "a\\b"})
    void fileWhoseNameLeavesTheFolderIsRefusedAndLeavesNothingBehind(String name) throws Exception {
        Map<String, byte[]> files = new HashMap<>();
        files.put("manifest.yaml", bytes("m"));
        files.put(name, bytes("x"));
        store.hashes.put("{models:a}:v:7", files);

        assertThatThrownBy(() -> replicas.fetch("a", "7", folder.resolve("a/7")))
                .isInstanceOf(InvalidDocument.class)
                .hasMessageContaining("a/7");

        assertThat(names(folder.resolve("a"))).isEmpty();
        assertThat(names(folder)).containsExactly("a");
    }

    @Test
    void stateOfThisReplicaIsSeenByTheOthers() throws StoreUnavailable {
        ReplicaState state = new ReplicaState("here", 3, "7", "READY", "", 1_000);

        replicas.publish("a", state);

        assertThat(replicas.all("a")).containsExactly(state);
        assertThat(new Replicas(store, Duration.ofSeconds(1), () -> "there").all("a"))
                .containsExactly(state);
    }

    @Test
    void barsInAReasonDoNotBreakTheState() throws StoreUnavailable {
        replicas.publish("a", new ReplicaState("here", 3, "7", "UNAVAILABLE", "expected a|b", 1_000));

        assertThat(replicas.all("a"))
                .singleElement()
                .extracting(ReplicaState::reason)
                .isEqualTo("expected a/b");
    }

    @Test
    void silentReplicasAreForgottenAfterAMinute() throws StoreUnavailable {
        new Replicas(store, Duration.ofSeconds(1), () -> "old")
                .publish("a", new ReplicaState("old", 1, "", "READY", "", 0));
        new Replicas(store, Duration.ofSeconds(1), () -> "new")
                .publish("a", new ReplicaState("new", 1, "", "READY", "", 1));

        replicas.publish("a", new ReplicaState("here", 1, "", "READY", "", 60_001));

        assertThat(replicas.all("a")).extracting(ReplicaState::replica).containsExactlyInAnyOrder("new", "here");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1|7|READY|", "x|7|READY||1", "1|7|READY||soon", "1|7|READY||1|more"})
    void statesThatCannotBeReadArePassedOver(String stored) throws StoreUnavailable {
        replicas.publish("a", new ReplicaState("here", 1, "7", "READY", "", 1));
        store.put("{models:a}:replicas", "odd", bytes(stored), List.of(), Duration.ofSeconds(1));

        assertThat(replicas.all("a")).extracting(ReplicaState::replica).containsExactly("here");
    }

    @Test
    void unreachableStoreIsNotTakenForAnEmptyOne() {
        store.away = true;

        assertThatThrownBy(() -> replicas.pointers(List.of("a"), Map.of())).isInstanceOf(StoreUnavailable.class);
        assertThatThrownBy(() -> replicas.move("a", new Policy.Latest(), "")).isInstanceOf(StoreUnavailable.class);
        assertThatThrownBy(() -> replicas.fetch("a", "7", folder.resolve("a/7")))
                .isInstanceOf(StoreUnavailable.class);
        assertThatThrownBy(() -> replicas.all("a")).isInstanceOf(StoreUnavailable.class);
    }

    private static List<String> names(Path of) throws IOException {
        try (Stream<Path> files = Files.list(of)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
