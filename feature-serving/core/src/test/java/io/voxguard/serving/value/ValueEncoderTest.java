package io.voxguard.serving.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.voxguard.catalogue.type.ValueType;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Bytes on the wire: what is stored must stay readable by Feast, and the same from release to release. */
class ValueEncoderTest {
    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("values")
    void valueIsEncodedAsFeastTypesValue(ValueType type, Object plain, String hex) {
        assertThat(HexFormat.of().formatHex(ValueEncoder.encode(type, plain))).isEqualTo(hex);
    }

    static Stream<Arguments> values() {
        return Stream.of(
                arguments(ValueType.BYTES, "AP8=", "0a0200ff"),
                arguments(ValueType.UNIX_TIMESTAMP, "2026-03-02T08:15:30Z", "40a28e95cd06"),
                arguments(ValueType.UNIX_TIMESTAMP, -1L, "40ffffffffffffffffff01"),
                arguments(ValueType.INT32, 2147483647L, "18ffffffff07"),
                arguments(ValueType.INT32, -2147483648L, "1880808080f8ffffffff01"),
                arguments(ValueType.INT64, Long.MIN_VALUE, "2080808080808080808001"),
                arguments(ValueType.INT64, 300.0, "20ac02"),
                arguments(ValueType.FLOAT32, "-Infinity", "35000080ff"),
                arguments(ValueType.FLOAT64, "NaN", "29000000000000f87f"),
                arguments(ValueType.DECIMAL, "1.50", "e20204312e3530"),
                arguments(ValueType.JSON, "{\"a\":1}", "8202077b2261223a317d"),
                arguments(
                        ValueType.UUID,
                        "123e4567-e89b-12d3-a456-426614174000",
                        "a2022431323365343536372d653839622d313264332d613435362d343236363134313734303030"),
                arguments(ValueType.STRING, "x".repeat(130), "128201" + "78".repeat(130)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("collections")
    void collectionIsEncodedAsFeastTypesValue(ValueType type, Object plain, String hex) {
        assertThat(HexFormat.of().formatHex(ValueEncoder.encode(type, plain))).isEqualTo(hex);
    }

    static Stream<Arguments> collections() {
        return Stream.of(
                arguments(ValueType.BOOL_LIST, List.of(true, false), "8a01040a020100"),
                arguments(ValueType.INT32_LIST, List.of(-1L, 128L), "6a0e0a0cffffffffffffffffff018001"),
                arguments(ValueType.FLOAT32_LIST, List.of(0.5, -2.0), "82010a0a080000003f000000c0"),
                arguments(ValueType.BYTES_LIST, List.of("AA==", ""), "5a050a01000a00"),
                arguments(ValueType.UNIX_TIMESTAMP_LIST, List.of(0L, 1_772_439_330L), "9201080a0600a28e95cd06"),
                arguments(ValueType.STRING_SET, List.of("b", "a", "b"), "ba01060a01620a0161"),
                arguments(ValueType.INT64_SET, List.of(2L, 1L, 2L), "ca01040a020201"),
                arguments(ValueType.STRUCT, Map.of(), "920200"),
                arguments(
                        ValueType.MAP_LIST,
                        List.of(Map.of("k", -1L), Map.of()),
                        "aa01160a120a100a016b120b20ffffffffffffffffff010a00"),
                arguments(
                        ValueType.VALUE_LIST,
                        Arrays.asList(List.of(1L, 2L), null, List.of(), "z"),
                        "d202110a0672040a0201020a000a000a0312017a"),
                arguments(
                        ValueType.MAP,
                        map(),
                        "a201420a070a0161120220010a0d0a0162120862060a01780a01790a050a016312000a180a01641213a201100a0e0a016512"
                                + "0929000000000000f83f0a070a016612023801"));
    }

    private static Map<String, @Nullable Object> map() {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("a", 1L);
        map.put("b", List.of("x", "y"));
        map.put("c", null);
        map.put("d", Map.of("e", 1.5));
        map.put("f", true);
        return map;
    }

    @ParameterizedTest(name = "{0} s {1} ns")
    @MethodSource("times")
    void eventTimeIsEncodedAsTimestamp(long seconds, int nanos, String hex) {
        assertThat(HexFormat.of().formatHex(new EventTime(seconds, nanos).bytes()))
                .isEqualTo(hex);
    }

    static Stream<Arguments> times() {
        return Stream.of(
                arguments(0L, 0, ""),
                arguments(-1L, 999_999_999, "08ffffffffffffffffff0110ff93ebdc03"),
                arguments(1_772_439_330L, 0, "08a28e95cd06"),
                arguments(0L, 1, "1001"));
    }
}
