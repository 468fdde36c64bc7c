package io.voxguard.serving.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.voxguard.problem.Refused;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Elements of each type as bytes and as numbers, and the shapes that they have. */
class TensorElementsTest {
    private static final String FIELD = "input \"x\"";

    @ParameterizedTest
    @CsvSource({
        "BOOL, 1",
        "UINT8, 1",
        "INT8, 1",
        "UINT16, 2",
        "INT16, 2",
        "FP16, 2",
        "UINT32, 4",
        "INT32, 4",
        "FP32, 4",
        "UINT64, 8",
        "INT64, 8",
        "FP64, 8",
        "BYTES, 0"
    })
    void elementsHaveTheirTypesSizeAndName(DataType type, int size) {
        assertThat(type.size()).isEqualTo(size);
        assertThat(DataType.named(type.name())).contains(type);
        assertThat(DataType.named(type.name().toLowerCase(java.util.Locale.ROOT)))
                .isEmpty();
    }

    /** A type more is not passed over here: it has a value in JSON, or is refused by its name. */
    @ParameterizedTest
    @EnumSource(DataType.class)
    void everyDataTypeIsReadFromJsonOrRefusedByName(DataType type) throws Exception {
        byte[] json = (type == DataType.BYTES ? "[\"1\"]" : "[1]").getBytes(StandardCharsets.UTF_8);
        if (type == DataType.FP16) {
            assertThatThrownBy(() -> TensorJson.read(json, 0, json.length, "x", FIELD, type, Shape.of(1)))
                    .isInstanceOf(Refused.class)
                    .hasMessageContaining("FP16");
            return;
        }
        try (Tensor tensor = TensorJson.read(json, 0, json.length, "x", FIELD, type, Shape.of(1))) {
            assertThat(type == DataType.BYTES ? tensor.text(0) : tensor.number(0))
                    .isEqualTo(type == DataType.BYTES ? "1" : (Object) 1.0);
            assertThat(tensor.type()).isEqualTo(type);
        }
    }

    /** Limits of the integers: the least and largest values are taken, and what lies beyond is refused. */
    @ParameterizedTest
    @CsvSource({
        "BOOL, 0, 1",
        "UINT8, 0, 255",
        "UINT16, 0, 65535",
        "UINT32, 0, 4294967295",
        "UINT64, 0, 18446744073709551615",
        "INT8, -128, 127",
        "INT16, -32768, 32767",
        "INT32, -2147483648, 2147483647",
        "INT64, -9223372036854775808, 9223372036854775807"
    })
    void integersAreAcceptedUpToTheirLimits(DataType type, BigInteger least, BigInteger most) throws Exception {
        assertThat(json(type, least)).isEqualTo(least.doubleValue());
        assertThat(json(type, most)).isEqualTo(most.doubleValue());
        for (BigInteger beyond : List.of(least.subtract(BigInteger.ONE), most.add(BigInteger.ONE))) {
            assertThatThrownBy(() -> json(type, beyond))
                    .isInstanceOf(Refused.class)
                    .hasMessageStartingWith(FIELD);
        }
    }

    private static double json(DataType type, BigInteger value) throws Exception {
        byte[] json = ("[" + value + "]").getBytes(StandardCharsets.UTF_8);
        try (Tensor tensor = TensorJson.read(json, 0, json.length, "x", FIELD, type, Shape.of(1))) {
            return tensor.number(0);
        }
    }

    /** Bytes in little-endian order, and the number that they are. */
    @ParameterizedTest
    @CsvSource({
        "BOOL, 00, 0",
        "BOOL, 01, 1",
        "UINT8, ff, 255",
        "INT8, ff, -1",
        "INT8, 80, -128",
        "UINT16, 0100, 1",
        "UINT16, ffff, 65535",
        "INT16, 0080, -32768",
        "UINT32, 000000ff, 4278190080",
        "UINT32, ffffffff, 4294967295",
        "INT32, 00000080, -2147483648",
        "UINT64, ffffffffffffffff, 18446744073709551615",
        "UINT64, 0000000000000080, 9223372036854775808",
        "INT64, 0000000000000080, -9223372036854775808",
        "INT64, 0100000000000000, 1",
        "FP16, 003c, 1",
        "FP16, 00c0, -2",
        "FP16, ff7b, 65504",
        "FP16, 0100, 5.960464477539063E-8",
        "FP32, 0000803f, 1",
        "FP32, 000000c0, -2",
        "FP64, 000000000000f03f, 1",
    })
    void numberIsReadFromLittleEndianBytes(DataType type, String hex, double number) throws Exception {
        ByteBuf bytes = Unpooled.wrappedBuffer(java.util.HexFormat.of().parseHex(hex));

        try (Tensor tensor = TensorBytes.read(bytes, "x", FIELD, type, Shape.of(1))) {
            assertThat(tensor.number(0)).isEqualTo(number);
            assertThat(tensor.elements()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = DataType.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"BYTES"})
    void bytesAreWrittenAsTheyWereReadExceptFlags(DataType type) throws Exception {
        Random random = new Random(type.ordinal());
        byte[] content = new byte[6 * type.size()];
        random.nextBytes(content);
        content[0] = 0;

        try (Tensor tensor = TensorBytes.read(Unpooled.wrappedBuffer(content), "x", FIELD, type, Shape.of(2, 3))) {
            ByteBuf written = Unpooled.buffer();
            TensorBytes.write(tensor, written);
            byte[] bytes = new byte[written.readableBytes()];
            written.readBytes(bytes);

            assertThat(bytes).hasSize(TensorBytes.size(tensor));
            if (type == DataType.BOOL) {
                assertThat(bytes).containsOnly(0, 1);
            } else {
                assertThat(bytes).isEqualTo(content);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = DataType.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"BYTES"})
    void bytesThatDoNotFitTheShapeAreRefused(DataType type) {
        for (int length : new int[] {0, 6 * type.size() - 1, 6 * type.size() + 1}) {
            assertThatThrownBy(() ->
                            TensorBytes.read(Unpooled.buffer().writeZero(length), "x", FIELD, type, Shape.of(2, 3)))
                    .isInstanceOf(Refused.class)
                    .hasMessage(FIELD + ": expected " + 6 * type.size() + " bytes of binary data for shape [2, 3] of "
                            + type + ", got " + length);
        }
    }

    @Test
    void anyFlagButZeroIsTrue() throws Exception {
        ByteBuf bytes = Unpooled.wrappedBuffer(new byte[] {0, 1, 2, -1});

        try (Tensor flags = TensorBytes.read(bytes, "x", FIELD, DataType.BOOL, Shape.of(4))) {
            assertThat(List.of(flags.number(0), flags.number(1), flags.number(2), flags.number(3)))
                    .containsExactly(0.0, 1.0, 1.0, 1.0);
        }
    }

    /** Beside {@link BigInteger}: unsigned numbers of 64 bits are the nearest double. */
    @Test
    void unsignedNumbersBecomeTheNearestDouble() throws Exception {
        long seed = Long.getLong("voxguard.seed", System.nanoTime());
        System.out.println("TensorElementsTest: seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            long bits = random.nextLong() >> random.nextInt(64);
            byte[] bytes = ByteBuffer.allocate(8)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(bits)
                    .array();
            try (Tensor tensor =
                    TensorBytes.read(Unpooled.wrappedBuffer(bytes), "x", FIELD, DataType.UINT64, Shape.of(1))) {
                assertThat(tensor.number(0)).isEqualTo(new BigInteger(Long.toUnsignedString(bits)).doubleValue());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'', 2, 0 and 0 bytes",
        "00000000, 2, 1 and 0 bytes",
        "000000000000000000000000, 2, 3 and 0 bytes",
        "0000000000000000aa, 2, 2 and 1 bytes",
    })
    void stringsThatDoNotFitTheShapeAreRefused(String hex, int elements, String got) {
        ByteBuf bytes = Unpooled.wrappedBuffer(java.util.HexFormat.of().parseHex(hex));

        assertThatThrownBy(() -> TensorBytes.read(bytes, "x", FIELD, DataType.BYTES, Shape.of(elements)))
                .isInstanceOf(Refused.class)
                .hasMessage(FIELD + ": expected " + elements + " strings of binary data for shape [" + elements
                        + "], got " + got);
    }

    @Test
    void tensorWhoseDataDoNotFitItsShapeIsRefused() {
        assertThatThrownBy(() -> Tensor.of(
                        "x", DataType.FP32, Shape.of(2), Unpooled.buffer().writeZero(4)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("x: 4 bytes for [2] of FP32");
        assertThatThrownBy(() -> Tensor.ofStrings("x", Shape.of(2), List.of(new byte[0])))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("x: 1 strings for [2]");
    }

    @Test
    void stringsAreNotNumbers() {
        Tensor strings = Tensor.ofStrings("x", Shape.of(1), List.of(new byte[] {65}));

        assertThat(strings.text(0)).isEqualTo("A");
        assertThatThrownBy(() -> strings.number(0)).hasMessage("x holds strings");
        assertThatThrownBy(strings::data).hasMessage("x holds strings");
        assertThat(strings.share()).isSameAs(strings);
        strings.close();
    }

    @Test
    void sharedTensorLivesUntilBothHoldersHaveClosedIt() {
        ByteBuf memory = Tensor.memory(4).writeFloatLE(2.5f);
        Tensor one = Tensor.of("x", DataType.FP32, Shape.of(1), memory);
        Tensor other = one.share();

        one.close();
        assertThat(other.number(0)).isEqualTo(2.5);
        assertThat(memory.refCnt()).isEqualTo(1);
        Tensor.closeAll(List.of(other));
        assertThat(memory.refCnt()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "'-1', '5', true",
        "'-1', '0', true",
        "'3', '3', true",
        "'3', '4', false",
        "'-1 3', '7 3', true",
        "'-1 3', '7 4', false",
        "'-1', '1 1', false",
        "'', '', true",
    })
    void dynamicDimensionMatchesAnySize(String spec, String shape, boolean taken) {
        assertThat(shape(spec).takes(shape(shape))).isEqualTo(taken);
    }

    @ParameterizedTest
    @CsvSource({
        "'', 1",
        "'5', 5",
        "'2 3 4', 24",
        "'0 5', 0",
        "'-1', -1",
        "'2 -1', -1",
        "'67108864', 67108864",
        "'67108865', -1",
        "'8192 8192', 67108864",
        "'8192 8193', -1",
        "'4294967296 4294967296', -1",
        "'0 67108865', -1",
        "'1 1 1 1 1 1 1 1', 1",
        "'1 1 1 1 1 1 1 1 1', -1"
    })
    void shapeCountsItsElements(String shape, int elements) {
        assertThat(shape(shape).elements()).isEqualTo(elements);
        assertThat(shape(shape).isRequestable()).isEqualTo(elements > 0);
    }

    @Test
    void shapesAreEqualByTheirDimensionsAndCannotBeChanged() {
        long[] dimensions = {2, 3};
        Shape shape = Shape.of(dimensions);
        dimensions[0] = 9;
        shape.toArray()[1] = 9;

        assertThat(shape)
                .isEqualTo(Shape.of(2, 3))
                .hasSameHashCodeAs(Shape.of(2, 3))
                .hasToString("[2, 3]");
        assertThat(shape).isNotEqualTo(Shape.of(3, 2)).isNotEqualTo(Shape.of(2, 3, 1));
        assertThat(shape.rank()).isEqualTo(2);
        assertThat(shape.dimension(1)).isEqualTo(3);
    }

    private static Shape shape(String text) {
        return Shape.of(
                text.isEmpty()
                        ? new long[0]
                        : java.util.Arrays.stream(text.split(" "))
                                .mapToLong(Long::parseLong)
                                .toArray());
    }
}
