package io.voxguard.serving.entity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voxguard.catalogue.type.ValueType;
import io.voxguard.catalogue.view.FeatureView;
import io.voxguard.catalogue.view.JoinKey;
import io.voxguard.catalogue.view.Layout;
import io.voxguard.catalogue.view.Writing;
import io.voxguard.problem.Refused;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoreKeysTest {
    private static final Layout FEAST = new Layout.FeastHash("voice_fraud", "view", 3);

    @Test
    void feastKeysHaveTheBytesThatFeastWrites() {
        assertThat(hex(key(FEAST, List.of(new JoinKey("acct_id", ValueType.INT64, null)), 42L)))
                .isEqualTo(
                        "010000000200000007000000616363745f696404000000080000002a00000000000000766f6963655f6672617564");
        assertThat(hex(key(
                        new Layout.FeastHash("p", "view", 2),
                        List.of(new JoinKey("acct_id", ValueType.INT64, null)),
                        42L)))
                .isEqualTo("02000000616363745f696404000000080000002a0000000000000070");
        assertThat(hex(key(FEAST, List.of())))
                .isEqualTo("01000000020000000a0000005f5f64756d6d795f69640200000000000000766f6963655f6672617564");
    }

    @Test
    void joinKeysAreSortedByNameAndTheirValuesWithThem() {
        JoinKey b = new JoinKey("b", ValueType.STRING, null);
        JoinKey a = new JoinKey("a", ValueType.INT32, null);
        assertThat(hex(key(FEAST, List.of(b, a), "x", 7L)))
                .isEqualTo("020000000200000001000000610200000001000000620300000004000000070000000200000001000000"
                        + "78766f6963655f6672617564");
        assertThat(key(FEAST, List.of(a, b), 7L, "x")).isEqualTo(key(FEAST, List.of(b, a), "x", 7L));
    }

    @Test
    void valuesOfAPackedKeyAreSeparatedUnambiguously() {
        Layout packed = new Layout.Packed(1, 1);
        List<JoinKey> two = List.of(new JoinKey("a", ValueType.STRING, null), new JoinKey("b", ValueType.STRING, null));
        assertThat(text(key(packed, two, "x|y", "z"))).isEqualTo("fv:{x\\|y|z}:view");
        assertThat(text(key(packed, two, "x", "y|z"))).isEqualTo("fv:{x|y\\|z}:view");
        assertThat(text(key(packed, two, "x\\", "z"))).isEqualTo("fv:{x\\\\|z}:view");
        assertThat(text(key(packed, List.of(two.get(0)), "x|y"))).isEqualTo("fv:{x|y}:view");
        assertThat(text(key(packed, List.of()))).isEqualTo("fv:{}:view");
    }

    @Test
    void missingValueHasNoKey() {
        JoinKey a = new JoinKey("a", ValueType.STRING, null);
        assertThat(key(FEAST, List.of(a), (Object) null)).isNull();
        assertThat(key(new Layout.Packed(1, 1), List.of(a), (Object) null)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "1e16, 1e+16",
        "1e15, 1000000000000000.0",
        "1e-5, 1e-05",
        "0.0001, 0.0001",
        "123456789.125, 123456789.125",
        "2.5, 2.5",
        "-3, -3.0",
        "0, 0.0",
        "1.5e300, 1.5e+300",
        "-2.5e-7, -2.5e-07",
        "1e22, 1e+22"
    })
    void floatsAsKeysAreWrittenAsPythonWritesThem(double value, String text) {
        assertThat(KeyValues.LIKE_FEAST.of(ValueType.STRING, value)).isEqualTo(text);
    }

    @Test
    void strictKeysMustHaveTheirType() {
        assertThat(KeyValues.STRICT.of(ValueType.INT64, 42L)).isEqualTo(42L);
        for (Object wrong : new Object[] {"42", 42.0, true, List.of(1L)}) {
            assertThatThrownBy(() -> KeyValues.STRICT.of(ValueType.INT64, wrong))
                    .isInstanceOf(Refused.class);
        }
        assertThat(KeyValues.LIKE_FEAST.of(ValueType.INT64, "42")).isEqualTo(42L);
        assertThat(KeyValues.LIKE_FEAST.of(ValueType.INT64, 42.9)).isEqualTo(42L);
        for (double beyond : new double[] {1e19, -1e19, 1e300, 0x1p63, Double.NaN}) {
            assertThatThrownBy(() -> KeyValues.LIKE_FEAST.of(ValueType.INT64, beyond))
                    .isInstanceOf(Refused.class)
                    .hasMessageContaining("64 bits");
        }
        assertThatThrownBy(() -> KeyValues.LIKE_FEAST.of(ValueType.INT32, 3e9)).isInstanceOf(Refused.class);
        assertThat(KeyValues.LIKE_FEAST.of(ValueType.STRING, true)).isEqualTo("True");
        assertThatThrownBy(() -> KeyValues.LIKE_FEAST.of(ValueType.STRING, List.of("a")))
                .isInstanceOf(Refused.class);
    }

    private static byte @Nullable [] key(Layout layout, List<JoinKey> joinKeys, @Nullable Object... values) {
        FeatureView view = new FeatureView(
                "view",
                joinKeys,
                Duration.ofHours(1),
                List.of(),
                layout,
                new Writing(Optional.empty(), Writing.EVENT_TIMESTAMP, Map.of()));
        List<EntityColumn> columns = new ArrayList<>();
        for (Object value : values) {
            columns.add(new EntityColumn(new @Nullable Object[] {value}));
        }
        return StoreKeys.of(view).of(columns, 0);
    }

    private static String hex(byte @Nullable [] key) {
        return key == null ? "null" : HexFormat.of().formatHex(key);
    }

    private static String text(byte @Nullable [] key) {
        return key == null ? "null" : new String(key, StandardCharsets.UTF_8);
    }
}
