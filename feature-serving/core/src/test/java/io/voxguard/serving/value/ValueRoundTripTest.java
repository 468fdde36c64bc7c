package io.voxguard.serving.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.CodedOutputStream;
import io.voxguard.catalogue.type.ValueType;
import io.voxguard.problem.Refused;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every type of value, written and read again. */
class ValueRoundTripTest {
    private static final String UUID = "6d9f4a3e-0f5c-4b0e-9f8b-2a6a3c1d7e10";

    private static Object sample(ValueType type) {
        return switch (type) {
            case BYTES -> "AAEC/w==";
            case STRING -> "grüße 𝒳";
            case INT32 -> -2_147_483_648L;
            case INT64 -> Long.MIN_VALUE;
            case UNIX_TIMESTAMP -> -1L;
            case FLOAT64 -> -0.1;
            case FLOAT32 -> 1.5;
            case BOOL -> true;
            case JSON -> "{\"a\": [1, null]}";
            case UUID, TIME_UUID -> UUID;
            case DECIMAL -> "-12.340";
            case MAP, STRUCT -> map();
            case MAP_LIST, STRUCT_LIST -> List.of(map(), Map.of());
            case VALUE_LIST, VALUE_SET -> List.of("a", 1L, List.of(true));
            case SCALAR_MAP, ZONED_TIMESTAMP -> List.of(); // cannot be pushed
            default ->
                List.of(
                        sample(type.element().orElseThrow()),
                        other(type.element().orElseThrow()));
        };
    }

    private static Object other(ValueType type) {
        return switch (type) {
            case BYTES, STRING -> "";
            case INT32, INT64, UNIX_TIMESTAMP -> 300L;
            case FLOAT64, FLOAT32 -> 0.0;
            case BOOL -> false;
            case JSON -> "null";
            case DECIMAL -> "1E+3";
            default -> UUID.replace('6', '7');
        };
    }

    private static Map<String, Object> map() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("text", "x");
        map.put("whole", 7L);
        map.put("real", 0.5);
        map.put("flag", false);
        map.put("list", List.of(1L, 2L));
        map.put("inner", Map.of("k", "v"));
        return map;
    }

    private static boolean isPushed(ValueType type) {
        return type != ValueType.SCALAR_MAP && type != ValueType.ZONED_TIMESTAMP;
    }

    @ParameterizedTest
    @EnumSource(ValueType.class)
    void valueIsReadAsItWasWritten(ValueType type) throws Exception {
        if (!isPushed(type)) {
            assertThatThrownBy(() -> ValueEncoder.encode(type, sample(type)))
                    .isInstanceOf(Refused.class)
                    .hasMessage("value: expected a type that can be pushed, got " + type.label());
            return;
        }
        Object plain = sample(type);

        PlainVisitor seen = new PlainVisitor();
        byte[] bytes = ValueEncoder.encode(type, plain);
        boolean any = FeastValue.read(bytes, 0, bytes.length, seen);

        assertThat(any).isTrue();
        Object expected = type == ValueType.BYTES || type.element().equals(java.util.Optional.of(ValueType.BYTES))
                ? PlainVisitor.decoded(plain)
                : plain;
        assertThat(seen.value()).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource(ValueType.class)
    void nullIsWrittenAsNoBytesAndReadAsAbsent(ValueType type) throws Exception {
        byte[] bytes = ValueEncoder.encode(type, null);
        PlainVisitor seen = new PlainVisitor();

        assertThat(bytes).isEmpty();
        assertThat(FeastValue.read(bytes, 0, 0, seen)).isFalse();
        assertThat(seen.value()).isNull();
        assertThat(FeastValue.number(bytes, 0, 0)).isNaN();
    }

    /** The one field of a value has the number of its type, with protobuf's own writer as the witness. */
    @ParameterizedTest
    @EnumSource(
            value = ValueType.class,
            names = {
                "BYTES",
                "STRING",
                "INT32",
                "INT64",
                "FLOAT64",
                "FLOAT32",
                "BOOL",
                "UNIX_TIMESTAMP",
                "JSON",
                "DECIMAL",
                "UUID",
                "TIME_UUID"
            })
    void scalarHasTheBytesThatProtobufWrites(ValueType type) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        int number = type.number();
        Object plain = sample(type);
        switch (type) {
            case BYTES -> out.writeByteArray(number, new byte[] {0, 1, 2, (byte) 0xff});
            case INT32 -> out.writeInt32(number, Integer.MIN_VALUE);
            case INT64, UNIX_TIMESTAMP -> out.writeInt64(number, (Long) plain);
            case FLOAT64 -> out.writeDouble(number, -0.1);
            case FLOAT32 -> out.writeFloat(number, 1.5f);
            case BOOL -> out.writeBool(number, true);
            default -> out.writeString(number, (String) plain);
        }
        out.flush();

        assertThat(ValueEncoder.encode(type, plain)).isEqualTo(bytes.toByteArray());
    }

    @Test
    void repeatedNumbersArePackedAndTextsAreNot() throws Exception {
        byte[] packed = message(out -> {
            out.writeInt64NoTag(1);
            out.writeInt64NoTag(-1);
        });
        byte[] numbers = message(out -> out.writeByteArray(14, message(list -> list.writeByteArray(1, packed))));
        byte[] texts = message(out -> out.writeByteArray(12, message(list -> {
            list.writeString(1, "a");
            list.writeString(1, "");
        })));

        assertThat(ValueEncoder.encode(ValueType.INT64_LIST, List.of(1L, -1L))).isEqualTo(numbers);
        assertThat(ValueEncoder.encode(ValueType.STRING_LIST, List.of("a", ""))).isEqualTo(texts);
    }

    @Test
    void listOfUnpackedNumbersIsReadLikeAPackedOne() throws Exception {
        byte[] bytes = message(out -> out.writeByteArray(13, message(list -> {
            list.writeInt32(1, 5);
            list.writeInt32(1, -5);
        })));
        PlainVisitor seen = new PlainVisitor();

        FeastValue.read(bytes, 0, bytes.length, seen);

        assertThat(seen.value()).isEqualTo(List.of(5L, -5L));
    }

    /** No prefix of a value's bytes, and no value with another wire type, is read as something else. */
    @ParameterizedTest
    @EnumSource(ValueType.class)
    void bytesTruncatedAnywhereAreMalformed(ValueType type) throws Exception {
        if (!isPushed(type)) {
            return;
        }
        byte[] bytes = ValueEncoder.encode(type, sample(type));
        for (int length = 1; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> FeastValue.read(cut, 0, cut.length, new PlainVisitor()))
                    .as("%d of %d bytes", length, bytes.length)
                    .isInstanceOf(MalformedValue.class);
            assertThatThrownBy(() -> FeastValue.number(cut, 0, cut.length))
                    .as("%d of %d bytes", length, bytes.length)
                    .isInstanceOf(MalformedValue.class);
        }
    }

    @ParameterizedTest
    @EnumSource(ValueType.class)
    void valueOfAnotherWireTypeIsMalformed(ValueType type) throws Exception {
        for (int wireType : new int[] {Wire.VARINT, Wire.FIXED64, Wire.FIXED32, Wire.BYTES}) {
            if (wireType == Wire.typeOf(type)) {
                continue;
            }
            ProtobufBytes out = new ProtobufBytes().tag(type.number(), wireType);
            byte[] bytes = (switch (wireType) {
                        case Wire.VARINT -> out.varint(1);
                        case Wire.FIXED64 -> out.fixed64(1);
                        case Wire.FIXED32 -> out.fixed32(1);
                        default -> out.bytes(new byte[] {1});
                    })
                    .toBytes();
            assertThatThrownBy(() -> FeastValue.read(bytes, 0, bytes.length, new PlainVisitor()))
                    .as("wire type %d", wireType)
                    .isInstanceOf(MalformedValue.class);
        }
    }

    /** A single byte that is changed gives another value, the same one, or none; never a fault. */
    @ParameterizedTest
    @EnumSource(ValueType.class)
    void bytesChangedAnywhereAreReadOrMalformed(ValueType type) throws Exception {
        if (!isPushed(type)) {
            return;
        }
        byte[] bytes = ValueEncoder.encode(type, sample(type));
        for (int at = 0; at < bytes.length; at++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] changed = bytes.clone();
                changed[at] ^= (byte) (1 << bit);
                try {
                    FeastValue.read(changed, 0, changed.length, new PlainVisitor());
                } catch (MalformedValue expected) {
                    assertThat(expected).hasNoCause();
                }
            }
        }
    }

    @Test
    void valueAtAnOffsetInAnArrayIsReadInPlace() throws Exception {
        byte[] bytes = ValueEncoder.encode(ValueType.STRING, "abc");
        byte[] within = new byte[bytes.length + 7];
        Arrays.fill(within, (byte) 0xff);
        System.arraycopy(bytes, 0, within, 4, bytes.length);
        PlainVisitor seen = new PlainVisitor();

        assertThat(FeastValue.read(within, 4, bytes.length, seen)).isTrue();
        assertThat(seen.value()).isEqualTo("abc");
    }

    @Test
    void valuesNestedTooDeeplyAreMalformed() throws Exception {
        Object fine = 1L;
        for (int i = 0; i < 30; i++) {
            fine = List.of(fine);
        }
        byte[] bytes = ValueEncoder.encode(ValueType.VALUE_LIST, fine);
        FeastValue.read(bytes, 0, bytes.length, new PlainVisitor());
        byte[] deep = ValueEncoder.encode(ValueType.VALUE_LIST, List.of(List.of(List.of(List.of(List.of(fine))))));

        assertThatThrownBy(() -> FeastValue.read(deep, 0, deep.length, new PlainVisitor()))
                .isInstanceOf(MalformedValue.class);
    }

    @Test
    void randomNumbersAreReadBackExactly() throws Exception {
        long seed = Long.getLong("voxguard.seed", System.nanoTime());
        System.out.println("ValueRoundTripTest: seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            long whole = random.nextLong() >> random.nextInt(64);
            double real = Double.longBitsToDouble(random.nextLong());
            assertThat(back(ValueType.INT64, whole)).isEqualTo(whole);
            assertThat(back(ValueType.UNIX_TIMESTAMP, whole)).isEqualTo(whole);
            assertThat(back(ValueType.INT32, (long) (int) whole)).isEqualTo((long) (int) whole);
            if (Double.isFinite(real)) {
                assertThat(back(ValueType.FLOAT64, real)).isEqualTo(real);
                byte[] bytes = ValueEncoder.encode(ValueType.FLOAT64, real);
                assertThat(FeastValue.number(bytes, 0, bytes.length)).isEqualTo(real);
            }
            float narrow = Float.intBitsToFloat(random.nextInt());
            if (Float.isFinite(narrow)) {
                assertThat(back(ValueType.FLOAT32, (double) narrow)).isEqualTo((double) narrow);
            }
        }
    }

    @Test
    void wholeNumbersMayHaveAFractionOfZero() throws Exception {
        assertThat(back(ValueType.INT64, 42.0)).isEqualTo(42L);
        assertThat(back(ValueType.INT32, -3.0)).isEqualTo(-3L);
        assertThat(back(ValueType.INT64, 0x1p53)).isEqualTo(1L << 53);
        for (Object beyond : new Object[] {0x1p54, 1e19, 0.5, new BigInteger("9223372036854775808")}) {
            assertThatThrownBy(() -> ValueEncoder.encode(ValueType.INT64, beyond))
                    .isInstanceOf(Refused.class);
        }
    }

    @Test
    void timesAreAcceptedAsTextsWithAnOffset() throws Exception {
        assertThat(back(ValueType.UNIX_TIMESTAMP, "1970-01-01T01:00:00+01:00")).isEqualTo(0L);
        assertThat(back(ValueType.UNIX_TIMESTAMP, "2026-03-02T08:15:30Z")).isEqualTo(1_772_439_330L);
    }

    @Test
    void nonFiniteFloatsAreAcceptedAsTexts() throws Exception {
        assertThat(back(ValueType.FLOAT64, "NaN")).isEqualTo(Double.NaN);
        assertThat(back(ValueType.FLOAT64, "Infinity")).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(back(ValueType.FLOAT32, "-Infinity")).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThatThrownBy(() -> ValueEncoder.encode(ValueType.FLOAT64, "nan")).isInstanceOf(Refused.class);
    }

    @Test
    void packedRowsHoldFloatsFlagsAndExactIntegers() throws Exception {
        assertThat(ValueEncoder.packed(ValueType.FLOAT32, 0.1)).isEqualTo(0.1f);
        assertThat(ValueEncoder.packed(ValueType.BOOL, true)).isEqualTo(1);
        assertThat(ValueEncoder.packed(ValueType.BOOL, false)).isZero();
        assertThat(ValueEncoder.packed(ValueType.INT32, 16_777_216L)).isEqualTo(16_777_216f);
        for (Object wrong : new Object[] {16_777_217L, -16_777_217L, 1.5, true, "1"}) {
            assertThatThrownBy(() -> ValueEncoder.packed(ValueType.INT32, wrong))
                    .isInstanceOf(Refused.class);
        }
        assertThatThrownBy(() -> ValueEncoder.packed(ValueType.BOOL, 1L)).isInstanceOf(Refused.class);
        assertThatThrownBy(() -> ValueEncoder.packed(ValueType.FLOAT32, 1e39)).isInstanceOf(Refused.class);
    }

    private static Object back(ValueType type, Object plain) throws Exception {
        byte[] bytes = ValueEncoder.encode(type, plain);
        PlainVisitor seen = new PlainVisitor();
        FeastValue.read(bytes, 0, bytes.length, seen);
        return Objects.requireNonNull(seen.value());
    }

    private interface Content {
        void to(CodedOutputStream out) throws IOException;
    }

    private static byte[] message(Content content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        content.to(out);
        out.flush();
        return bytes.toByteArray();
    }

    /** Makes plain values of what is shown. */
    private static final class PlainVisitor implements ValueVisitor {
        private final java.util.ArrayDeque<Object> open = new java.util.ArrayDeque<>();
        private final java.util.ArrayDeque<String> keys = new java.util.ArrayDeque<>();
        private @Nullable Object value;

        static Object decoded(Object base64) {
            return base64 instanceof String text
                    ? hex(java.util.Base64.getDecoder().decode(text))
                    : ((List<?>) base64).stream().map(PlainVisitor::decoded).toList();
        }

        private static String hex(byte[] bytes) {
            return java.util.HexFormat.of().formatHex(bytes);
        }

        @Nullable
        Object value() {
            return value;
        }

        @SuppressWarnings("unchecked")
        private void add(@Nullable Object one) {
            Object into = open.peek();
            if (into instanceof List<?>) {
                ((List<@Nullable Object>) into).add(one);
            } else if (into instanceof Map<?, ?>) {
                ((Map<String, @Nullable Object>) into).put(keys.pop(), one);
            } else {
                value = one;
            }
        }

        @Override
        public void again() {
            value = null;
        }

        @Override
        public void nothing() {
            add(null);
        }

        @Override
        public void bool(boolean one) {
            add(one);
        }

        @Override
        public void integer(long one) {
            add(one);
        }

        @Override
        public void float64(double one) {
            add(one);
        }

        @Override
        public void float32(float one) {
            add((double) one);
        }

        @Override
        public void text(byte[] source, int from, int length) {
            add(new String(source, from, length, java.nio.charset.StandardCharsets.UTF_8));
        }

        @Override
        public void bytes(byte[] source, int from, int length) {
            add(hex(Arrays.copyOfRange(source, from, from + length)));
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
            open.push(new java.util.ArrayList<@Nullable Object>());
        }

        @Override
        public void endList() {
            add(open.pop());
        }

        @Override
        public void beginMap() {
            open.push(new LinkedHashMap<String, @Nullable Object>());
        }

        @Override
        public void key(byte[] source, int from, int length) {
            keys.push(new String(source, from, length, java.nio.charset.StandardCharsets.UTF_8));
        }

        @Override
        public void endMap() {
            add(open.pop());
        }
    }
}
