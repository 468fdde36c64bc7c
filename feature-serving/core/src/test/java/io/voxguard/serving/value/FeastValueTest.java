package io.voxguard.serving.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voxguard.catalogue.type.ValueType;
import io.voxguard.problem.Refused;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeastValueTest {
    /** Bytes that Feast 0.67 wrote. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "FLOAT64; 29000000000000f83f; 1.5",
                "INT64; 2007; 7",
                "INT64; 20ffffffffffffffffff01; -1",
                "INT32; 18ffffffffffffffffff01; -1",
                "BOOL; 3800; false",
                "STRING; 1200; ",
                "STRING; 1203c3a961; éa",
                "FLOAT32; 350000003f; 0.5f",
                "INT64_LIST; 72050a03010203; [1, 2, 3]",
                "INT64_LIST; 7200; []",
                "STRING_LIST; 62060a01610a0162; [a, b]",
                "FLOAT64_LIST; 7a0a0a08000000000000f83f; [1.5]"
            })
    void bytesWrittenByFeastAreReadAndWrittenAlike(ValueType type, String hex, String shown) throws Exception {
        byte[] bytes = HexFormat.of().parseHex(hex);
        assertThat(show(bytes)).isEqualTo(shown == null ? "" : shown);
        Object plain =
                switch (type) {
                    case FLOAT64 -> 1.5;
                    case INT64, INT32 -> Long.parseLong(shown);
                    case BOOL -> false;
                    case STRING -> shown == null ? "" : shown;
                    case FLOAT32 -> 0.5;
                    case STRING_LIST -> List.of("a", "b");
                    case FLOAT64_LIST -> List.of(1.5);
                    default -> hex.length() == 4 ? List.of() : List.of(1L, 2L, 3L);
                };
        assertThat(HexFormat.of().formatHex(ValueEncoder.encode(type, plain))).isEqualTo(hex);
    }

    @Test
    void truncatedValueIsMalformed() throws Exception {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("a", 1L);
        map.put("b", List.of("x", "y"));
        map.put("c", null);
        byte[][] whole = {
            ValueEncoder.encode(ValueType.MAP, map),
            ValueEncoder.encode(ValueType.MAP_LIST, List.of(map, Map.of())),
            ValueEncoder.encode(ValueType.VALUE_LIST, List.of(List.of(1L), List.of("z"))),
            ValueEncoder.encode(ValueType.FLOAT32_LIST, List.of(1.0, 2.0)),
            ValueEncoder.encode(ValueType.STRING, "text"),
            ValueEncoder.encode(ValueType.FLOAT64, 1.0)
        };
        for (byte[] bytes : whole) {
            show(bytes);
            for (int length = 1; length < bytes.length; length++) {
                byte[] cut = Arrays.copyOf(bytes, length);
                assertThatThrownBy(() -> show(cut)).isInstanceOf(MalformedValue.class);
            }
        }
    }

    @Test
    void randomBytesAreReadOrMalformed() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 200_000; i++) {
            byte[] bytes = new byte[random.nextInt(24)];
            random.nextBytes(bytes);
            if (bytes.length > 0 && i % 2 == 0) {
                bytes[0] = (byte) (8 * (1 + random.nextInt(15)) + 2 * random.nextInt(2));
            }
            try {
                show(bytes);
                FeastValue.number(bytes, 0, bytes.length);
                EventTime.read(bytes, 0, bytes.length);
            } catch (MalformedValue expected) {
                // as it should be
            } catch (RuntimeException fault) {
                throw new AssertionError("seed " + seed + ", " + HexFormat.of().formatHex(bytes), fault);
            }
        }
    }

    @Test
    void lastOfTwoValuesCountsAndUnknownFieldsAreSkipped() throws Exception {
        assertThat(show(HexFormat.of().parseHex("20072008"))).isEqualTo("8");
        assertThat(show(HexFormat.of().parseHex("2007c23e0161"))).isEqualTo("7");
        assertThat(show(HexFormat.of().parseHex("9801 00".replace(" ", "")))).isEqualTo("null");
        assertThat(show(new byte[0])).isEqualTo("null");
    }

    @Test
    void textThatIsNotUtf8IsMalformed() {
        assertThatThrownBy(() -> show(new byte[] {18, 1, (byte) 0xff})).isInstanceOf(MalformedValue.class);
    }

    @Test
    void numbersAreReadForModels() throws Exception {
        assertThat(number(ValueEncoder.encode(ValueType.BOOL, true))).isEqualTo(1);
        assertThat(number(ValueEncoder.encode(ValueType.INT32, -7L))).isEqualTo(-7);
        assertThat(number(ValueEncoder.encode(ValueType.FLOAT32, 0.5))).isEqualTo(0.5);
        assertThat(number(ValueEncoder.encode(ValueType.STRING, "7"))).isNaN();
        assertThat(number(ValueEncoder.encode(ValueType.FLOAT64, null))).isNaN();
    }

    @ParameterizedTest
    @CsvSource({
        "INT32, 2147483648",
        "INT64, 1.5",
        "INT64, '7'",
        "FLOAT64, true",
        "BOOL, 1",
        "STRING, 1",
        "BYTES, '*'",
        "UUID, 'x'",
        "DECIMAL, 'x'",
        "INT64_LIST, 1",
        "MAP, '[1]'",
        "JSON, '{'",
        "UNIX_TIMESTAMP, 'now'"
    })
    void valueOfAnotherTypeIsRefused(ValueType type, String text) {
        Object plain = text.equals("true")
                ? Boolean.TRUE
                : text.matches("[0-9.]+") && type != ValueType.INT64
                        ? text.contains(".") ? (Object) Double.valueOf(text) : Long.valueOf(text)
                        : text;
        assertThatThrownBy(() -> ValueEncoder.encode(type, plain))
                .isInstanceOf(Refused.class)
                .hasMessageStartingWith("value: expected ");
    }

    @Test
    void mapsMayBeJsonTextAndSetsDropDuplicates() throws Exception {
        assertThat(show(ValueEncoder.encode(ValueType.MAP, "{\"a\":[1,2]}"))).isEqualTo("{a:[1, 2]}");
        assertThat(show(ValueEncoder.encode(ValueType.INT64_SET, List.of(2L, 1L, 2L))))
                .isEqualTo("[2, 1]");
    }

    @Test
    void eventTimesAreReadAsTheyWereWritten() throws Exception {
        for (EventTime time : List.of(
                new EventTime(0, 0),
                new EventTime(-1, 999_999_999),
                new EventTime(1_767_225_600, 123_456_000),
                new EventTime(253_402_300_799L, 1))) {
            byte[] bytes = time.bytes();
            assertThat(EventTime.read(bytes, 0, bytes.length)).isEqualTo(time);
        }
        assertThat(HexFormat.of().formatHex(new EventTime(1_767_225_600, 123_456_000).bytes()))
                .isEqualTo("0880f2d6ca06108094ef3a");
        assertThatThrownBy(() -> EventTime.read(HexFormat.of().parseHex("08ffffffffffffffff7f"), 0, 10))
                .isInstanceOf(MalformedValue.class);
    }

    private static double number(byte[] bytes) throws MalformedValue {
        return FeastValue.number(bytes, 0, bytes.length);
    }

    private static String show(byte[] bytes) throws MalformedValue {
        Shown shown = new Shown();
        FeastValue.read(bytes, 0, bytes.length, shown);
        return shown.text.toString();
    }

    private static final class Shown implements ValueVisitor {
        private StringBuilder text = new StringBuilder();

        private void add(Object value) {
            char last = text.isEmpty() ? '[' : text.charAt(text.length() - 1);
            text.append(last == '[' || last == '{' || last == ':' ? "" : ", ").append(value);
        }

        @Override
        public void again() {
            text = new StringBuilder();
        }

        @Override
        public void nothing() {
            add("null");
        }

        @Override
        public void bool(boolean value) {
            add(value);
        }

        @Override
        public void integer(long value) {
            add(value);
        }

        @Override
        public void float64(double value) {
            add(value);
        }

        @Override
        public void float32(float value) {
            add(value + "f");
        }

        @Override
        public void text(byte[] source, int from, int length) {
            add(new String(source, from, length, StandardCharsets.UTF_8));
        }

        @Override
        public void bytes(byte[] source, int from, int length) {
            add(HexFormat.of().formatHex(source, from, from + length));
        }

        @Override
        public void zonedTimestamp(long seconds, String zone) {
            add(seconds + zone);
        }

        @Override
        public boolean takesScalarMaps() {
            return true;
        }

        @Override
        public void beginList() {
            add("[");
        }

        @Override
        public void endList() {
            text.append(']');
        }

        @Override
        public void beginMap() {
            add("{");
        }

        @Override
        public void key(byte[] source, int from, int length) {
            add(new String(source, from, length, StandardCharsets.UTF_8) + ":");
        }

        @Override
        public void endMap() {
            text.append('}');
        }
    }
}
