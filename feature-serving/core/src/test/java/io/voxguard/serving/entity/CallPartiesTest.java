package io.voxguard.serving.entity;

import static org.assertj.core.api.Assertions.assertThat;

import io.voxguard.catalogue.type.ValueType;
import io.voxguard.catalogue.view.EntityKind;
import io.voxguard.catalogue.view.FeatureView;
import io.voxguard.catalogue.view.JoinKey;
import io.voxguard.catalogue.view.Layout;
import io.voxguard.catalogue.view.Writing;
import io.voxguard.serving.call.Call;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Calls as rows of entity keys. */
class CallPartiesTest {
    private static final Call CALL = call("+14155550100", "42", "edge-1");

    @ParameterizedTest
    @CsvSource({"CALLER, +14155550100", "CALLEE, 42", "TRUNK, edge-1"})
    void partyIsThatOfTheKey(EntityKind kind, String party) {
        EntityColumn column = CallParties.of(new JoinKey("k", ValueType.STRING, kind), List.of(CALL));

        assertThat(column.values()).containsExactly(party);
    }

    @Test
    void callsAreRowsInTheirOrder() {
        EntityColumn column = CallParties.of(
                new JoinKey("k", ValueType.STRING, EntityKind.TRUNK),
                List.of(call("1", "2", "a"), call("1", "2", null), call("1", "2", "b")));

        assertThat(column.values()).containsExactly("a", null, "b");
        assertThat(column.value(1)).isNull();
    }

    @Test
    void keyThatIsNotAPartyHasNoValues() {
        assertThat(CallParties.of(new JoinKey("account", ValueType.STRING, null), List.of(CALL, CALL))
                        .values())
                .containsExactly(null, null);
    }

    @ParameterizedTest
    @CsvSource({
        "INT64, 42, 42",
        "INT64, +42, 42",
        "INT32, 2147483647, 2147483647",
        "INT32, 2147483648,",
        "INT64, 9223372036854775808,",
        "UNIX_TIMESTAMP, 42, 42",
        "INT64, edge,"
    })
    void numberIsConvertedToTheKeysTypeOrYieldsNoKey(ValueType type, String callee, @Nullable Long value) {
        EntityColumn column =
                CallParties.of(new JoinKey("k", type, EntityKind.CALLEE), List.of(call("1", callee, null)));

        assertThat(column.values()).containsExactly(value);
    }

    @Test
    void bytesKeyIsTheNumberInUtf8() {
        EntityColumn column = CallParties.of(new JoinKey("k", ValueType.BYTES, EntityKind.CALLER), List.of(CALL));

        assertThat(column.value(0)).isEqualTo("+14155550100".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void columnsOfAViewAreTheSameForEveryViewWithThoseKeys() {
        FeatureView one = view(
                new Layout.Packed(1, 1),
                new JoinKey("caller_id", ValueType.STRING, EntityKind.CALLER),
                new JoinKey("callee", ValueType.INT64, EntityKind.CALLEE));
        FeatureView other = view(
                new Layout.Packed(2, 1),
                new JoinKey("a", ValueType.STRING, EntityKind.CALLER),
                new JoinKey("b", ValueType.INT64, EntityKind.CALLEE));
        FeatureView third = view(
                new Layout.Packed(3, 1),
                new JoinKey("a", ValueType.STRING, EntityKind.CALLER),
                new JoinKey("b", ValueType.STRING, EntityKind.CALLEE));

        assertThat(CallParties.columns(one))
                .isEqualTo(CallParties.columns(other))
                .hasSize(2);
        assertThat(CallParties.columns(third)).isNotEqualTo(CallParties.columns(one));
    }

    /** The bytes of a key in Feast's serialization 3, laid out by hand: names, then values with their types, then the project. */
    @Test
    void feastsKeyHoldsTheValuesInTheOrderOfTheirNames() {
        FeatureView view = view(
                new Layout.FeastHash("proj", "v", 3),
                new JoinKey("when", ValueType.UNIX_TIMESTAMP, null),
                new JoinKey("blob", ValueType.BYTES, null),
                new JoinKey("é", ValueType.STRING, null));
        List<EntityColumn> columns = List.of(column(5L), column(new byte[] {9, 8}), column("ü"));

        ByteBuffer expected = ByteBuffer.allocate(200).order(ByteOrder.LITTLE_ENDIAN);
        expected.putInt(3);
        for (String name : List.of("blob", "when", "é")) {
            byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
            expected.putInt(2).putInt(utf8.length).put(utf8);
        }
        expected.putInt(1).putInt(2).put(new byte[] {9, 8});
        expected.putInt(8).putInt(8).putLong(5);
        expected.putInt(2).putInt(2).put("ü".getBytes(StandardCharsets.UTF_8));
        expected.put("proj".getBytes(StandardCharsets.UTF_8));
        byte[] bytes = new byte[expected.position()];
        expected.flip().get(bytes);
        assertThat(StoreKeys.of(view).of(columns, 0)).isEqualTo(bytes);
    }

    @Test
    void namesAreSortedByCodePoint() {
        // in UTF-16 the halves of the pair come before the letter
        JoinKey letter = new JoinKey("\uff21", ValueType.STRING, null);
        JoinKey pair = new JoinKey("\ud83d\ude00", ValueType.STRING, null);
        FeatureView view = view(new Layout.FeastHash("p", "v", 2), pair, letter);

        byte[] key = StoreKeys.of(view).of(List.of(column("P"), column("L")), 0);

        String text = new String(key == null ? new byte[0] : key, StandardCharsets.UTF_8);
        assertThat(text.indexOf("\uff21")).isBetween(0, text.indexOf("\ud83d\ude00"));
        assertThat(text.indexOf('L')).isBetween(0, text.indexOf('P'));
    }

    @Test
    void missingPartYieldsNoKey() {
        JoinKey a = new JoinKey("a", ValueType.STRING, null);
        JoinKey b = new JoinKey("b", ValueType.STRING, null);
        for (Layout layout : List.of(new Layout.Packed(1, 1), new Layout.FeastHash("p", "v", 3))) {
            StoreKeys keys = StoreKeys.of(view(layout, a, b));
            assertThat(keys.of(List.of(column(null), column("x")), 0)).isNull();
            assertThat(keys.of(List.of(column("x"), column(null)), 0)).isNull();
            assertThat(keys.of(List.of(column("x"), column("y")), 0)).isNotNull();
        }
    }

    @Test
    void keysOfDifferentEntitiesDiffer() {
        JoinKey a = new JoinKey("a", ValueType.STRING, null);
        JoinKey b = new JoinKey("b", ValueType.STRING, null);
        String[] parts = {"", "|", "\\", "\\|", "x", "x|", "|x", "x\\", "||", "\\\\"};
        for (Layout layout : List.of(new Layout.Packed(1, 1), new Layout.FeastHash("p", "v", 3))) {
            StoreKeys keys = StoreKeys.of(view(layout, a, b));
            List<String> all = new ArrayList<>();
            for (String left : parts) {
                for (String right : parts) {
                    byte[] key = keys.of(List.of(column(left), column(right)), 0);
                    all.add(key == null ? "null" : new String(key, StandardCharsets.ISO_8859_1));
                }
            }
            assertThat(all).doesNotHaveDuplicates();
        }
    }

    private static EntityColumn column(@Nullable Object value) {
        return new EntityColumn(new @Nullable Object[] {value});
    }

    private static FeatureView view(Layout layout, JoinKey... keys) {
        return new FeatureView(
                "v",
                List.of(keys),
                Duration.ofHours(1),
                List.of(),
                layout,
                new Writing(Optional.empty(), Writing.EVENT_TIMESTAMP, Map.of()));
    }

    private static Call call(String caller, String callee, @Nullable String trunk) {
        return new Call(null, caller, callee, trunk, 0, 0, Map.of());
    }
}
