package io.voxguard.catalogue.type;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValueTypeTest {
    /** From Feast's Value.proto. */
    @ParameterizedTest
    @CsvSource({
        "BYTES, 1",
        "STRING, 2",
        "INT32, 3",
        "INT64, 4",
        "FLOAT64, 5",
        "FLOAT32, 6",
        "BOOL, 7",
        "UNIX_TIMESTAMP, 8",
        "BYTES_LIST, 11",
        "STRING_LIST, 12",
        "INT32_LIST, 13",
        "INT64_LIST, 14",
        "FLOAT64_LIST, 15",
        "FLOAT32_LIST, 16",
        "BOOL_LIST, 17",
        "UNIX_TIMESTAMP_LIST, 18",
        "MAP, 20",
        "MAP_LIST, 21",
        "BYTES_SET, 22",
        "STRING_SET, 23",
        "INT32_SET, 24",
        "INT64_SET, 25",
        "FLOAT64_SET, 26",
        "FLOAT32_SET, 27",
        "BOOL_SET, 28",
        "UNIX_TIMESTAMP_SET, 29",
        "JSON, 32",
        "JSON_LIST, 33",
        "STRUCT, 34",
        "STRUCT_LIST, 35",
        "UUID, 36",
        "TIME_UUID, 37",
        "UUID_LIST, 38",
        "TIME_UUID_LIST, 39",
        "UUID_SET, 40",
        "TIME_UUID_SET, 41",
        "VALUE_LIST, 42",
        "VALUE_SET, 43",
        "DECIMAL, 44",
        "DECIMAL_LIST, 45",
        "DECIMAL_SET, 46",
        "SCALAR_MAP, 47",
        "ZONED_TIMESTAMP, 48"
    })
    void numbersAreThoseOfFeast(ValueType type, int number) {
        assertThat(type.number()).isEqualTo(number);
        assertThat(ValueType.of(number)).contains(type);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 9, 10, 19, 30, 31, 49, Integer.MAX_VALUE})
    void unassignedNumbersAreUnknownTypes(int number) {
        assertThat(ValueType.of(number)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(ValueType.class)
    void everyTypeIsFoundByItsLabel(ValueType type) {
        assertThat(ValueType.named(type.label())).contains(type);
        assertThat(ValueType.labels()).contains(type.label());
        assertThat(ValueType.named(type.name())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "float, FLOAT32",
        "double, FLOAT64",
        "float_list, FLOAT32_LIST",
        "double_set, FLOAT64_SET",
        "float32, FLOAT32"
    })
    void protobufsNamesOfFloatsAreUnderstoodToo(String label, ValueType type) {
        assertThat(ValueType.named(label)).contains(type);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "int", "integer", "float128", "list", "INT32"})
    void otherLabelsAreUnknown(String label) {
        assertThat(ValueType.named(label)).isEmpty();
    }

    @Test
    void listsAndSetsOfScalarsKnowTheirElement() {
        for (ValueType type : ValueType.values()) {
            String label = type.label();
            boolean collection = (label.endsWith("_list") || label.endsWith("_set"))
                    && !label.startsWith("map")
                    && !label.startsWith("struct")
                    && !label.startsWith("value");
            assertThat(type.element().isPresent()).as(label).isEqualTo(collection);
            type.element().ifPresent(element -> assertThat(label).startsWith(element.label() + "_"));
            assertThat(type.isSet()).as(label).isEqualTo(collection && label.endsWith("_set"));
        }
    }

    @Test
    void onlySomeTypesAreAllowedForKeysAndPackedFeatures() {
        assertThat(Arrays.stream(ValueType.values()).filter(ValueType::isKey))
                .containsExactlyInAnyOrderElementsOf(EnumSet.of(
                        ValueType.STRING, ValueType.BYTES, ValueType.INT32, ValueType.INT64, ValueType.UNIX_TIMESTAMP));
        assertThat(Arrays.stream(ValueType.values()).filter(ValueType::isPacked))
                .containsExactlyInAnyOrder(ValueType.FLOAT32, ValueType.INT32, ValueType.BOOL);
    }
}
