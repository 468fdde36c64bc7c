package io.voxguard.serving.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.voxguard.problem.Refused;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TensorJsonTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            FP32   | [1, 2.5, null, -3e2, 0, 1e-40]         | [1.0, 2.5, NaN, -300.0, 0.0, 1.0E-40]
            FP64   | [[1, 2.5, null], [-3e2, 0, 1e300]]     | [1.0, 2.5, NaN, -300.0, 0.0, 1.0E300]
            INT8   | [-128, 127, 0, 1, 2, 3]                | [-128.0, 127.0, 0.0, 1.0, 2.0, 3.0]
            UINT8  | [255, 0, 1, 2, 3, 4]                   | [255.0, 0.0, 1.0, 2.0, 3.0, 4.0]
            UINT16 | [65535, 0, 1, 2, 3, 4]                 | [65535.0, 0.0, 1.0, 2.0, 3.0, 4.0]
            UINT32 | [4294967295, 0, 1, 2, 3, 4]            | [4.294967295E9, 0.0, 1.0, 2.0, 3.0, 4.0]
            UINT64 | [18446744073709551615, 0, 1, 2, 3, 4]  | [1.8446744073709552E19, 0.0, 1.0, 2.0, 3.0, 4.0]
            INT64  | [-9223372036854775808, 0, 1, 2, 3, 4]  | [-9.223372036854776E18, 0.0, 1.0, 2.0, 3.0, 4.0]
            BOOL   | [true, false, 1, 0, true, true]        | [1.0, 0.0, 1.0, 0.0, 1.0, 1.0]
            """)
    void valuesOfEveryTypeAreReadFlatAndNested(DataType type, String json, String expected) throws Exception {
        try (Tensor tensor = read(type, json, 2, 3)) {
            double[] got = new double[6];
            for (int i = 0; i < got.length; i++) {
                got[i] = type == DataType.FP32 ? (float) tensor.number(i) : tensor.number(i);
            }
            if (type == DataType.FP32) {
                assertThat((float) got[5]).isEqualTo(1e-40f);
                got[5] = 1e-40;
            }
            assertThat(Arrays.toString(got)).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            FP32  | [1, 2, 3, 4, 5]                | 6 values for shape [2, 3], got 5
            FP32  | [1, 2, 3, 4, 5, 6, 7]          | 6 values for shape [2, 3], got more
            FP32  | [[1, 2], [3, 4], [5, 6]]       | nested as shape [2, 3]
            FP32  | [[1, 2, 3, 4, 5, 6]]           | nested as shape [2, 3]
            FP32  | [[1, 2, 3], 4, 5, 6]           | nested as shape [2, 3]
            FP32  | [1, 2, 3, [4, 5, 6]]           | nested as shape [2, 3]
            FP32  | [[[1, 2, 3]], [[4, 5, 6]]]     | nested as shape [2, 3]
            FP32  | [1, 2, "3", 4, 5, 6]           | got 3 at position 2
            FP32  | [1, 2, 1e39, 4, 5, 6]          | got 1e39 at position 2
            FP32  | [1, 2, true, 4, 5, 6]          | got true at position 2
            INT32 | [1, 2, 2147483648, 4, 5, 6]    | integers that fit int32
            INT32 | [1, 2, 2.5, 4, 5, 6]           | integers that fit int32
            UINT8 | [1, 2, -1, 4, 5, 6]            | integers that fit uint8
            UINT64| [1, 2, 18446744073709551616, 4, 5, 6] | integers that fit uint64
            INT64 | [1, 2, null, 4, 5, 6]          | integers that fit int64
            BOOL  | [1, 2, 0, 1, 1, 1]             | true or false
            BYTES | ["a", 2, "c", "d", "e", "f"]   | strings
            FP16  | [1, 2, 3, 4, 5, 6]             | FP16 as binary data
            FP32  | 7                              | data: a list
            FP32  | {"a": 1}                       | data: a list
            """)
    void whatIsWrongIsToldWithTheTensorsName(DataType type, String json, String told) {
        assertThatThrownBy(() -> read(type, json, 2, 3))
                .isInstanceOf(Refused.class)
                .hasMessageStartingWith("input \"x\": ")
                .hasMessageContaining(told);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void numbersReadFromBytesEqualThoseOfTheParser(long seed) throws Exception {
        Random random = new Random(seed);
        for (int round = 0; round < 2_000; round++) {
            String text = number(random);
            for (DataType type : List.of(DataType.FP32, DataType.FP64)) {
                byte[] body = utf8("[ " + text + " ,\n1.5]");
                ByteBuf data = Unpooled.buffer();
                boolean read = JsonFloats.read(body, 0, type, Shape.of(2), data) >= 0;
                double expected = type == DataType.FP32 ? Float.parseFloat(text) : Double.parseDouble(text);
                assertThat(read).as("seed %d: %s", seed, text).isEqualTo(Double.isFinite(expected));
                if (read) {
                    double got = type == DataType.FP32 ? data.getFloatLE(0) : data.getDoubleLE(0);
                    assertThat(got).as("seed %d: %s as %s", seed, text, type).isEqualTo(expected);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[01]", "[-01]", "[1.]", "[.5]", "[+1]", "[1.e3]", "[-]", "[1e]", "[--1]", "[1,]", "[1 2]", "[1",
                "[[1]", "1"
            })
    void whatIsNotPlainlyAListOfNumbersIsLeftToTheParser(String json) {
        assertThat(JsonFloats.read(utf8(json), 0, DataType.FP64, Shape.of(1), Unpooled.buffer()))
                .isEqualTo(-1);
    }

    @Test
    void readingEndsBehindTheList() {
        assertThat(JsonFloats.read(utf8("  [ 0, -0.5e1 ] ,7]"), 2, DataType.FP32, Shape.of(2), Unpooled.buffer()))
                .isEqualTo(15);
    }

    private static String number(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> Float.toString(Float.intBitsToFloat(random.nextInt())).replaceAll("NaN|Infinity", "0");
            case 1 -> Double.toString(Float.intBitsToFloat(random.nextInt())).replaceAll("NaN|Infinity", "0");
            case 2 -> Integer.toString(random.nextInt());
            // the middle between two floats, and a little off it
            case 3 -> Double.toString(middle(random) * (1 + (random.nextInt(3) - 1) * 1e-16));
            case 4 -> new BigDecimal(middle(random)).toPlainString();
            default ->
                random.nextInt(1000) + "." + "0".repeat(random.nextInt(30)) + random.nextInt(1000) + "e"
                        + (random.nextInt(90) - 45);
        };
    }

    private static double middle(Random random) {
        float one = random.nextInt(1000) + random.nextFloat();
        return ((double) one + Math.nextUp(one)) / 2;
    }

    @Test
    void scalarIsOneValueOrAListOfOne() throws Exception {
        try (Tensor bare = read(DataType.INT32, "7");
                Tensor listed = read(DataType.INT32, "[7]")) {
            assertThat(bare.number(0)).isEqualTo(listed.number(0)).isEqualTo(7);
        }
    }

    @ParameterizedTest
    @CsvSource({"0", "-1", "67108865", "9223372036854775807"})
    void emptyOrTooLargeShapeIsRefused(long dimension) {
        assertThat(Shape.of(dimension, 1).isRequestable()).isFalse();
        assertThat(Shape.of(dimension, 1).elements()).isEqualTo(dimension == 0 ? 0 : -1);
        assertThat(Shape.of(8192, 8193).elements()).isEqualTo(-1);
        assertThat(Shape.of(1, 1, 1, 1, 1, 1, 1, 1, 1).elements()).isEqualTo(-1);
        assertThat(Shape.of().elements()).isEqualTo(1);
    }

    @Test
    void binaryStringsAreReadToTheLastByte() throws Exception {
        Tensor strings = Tensor.ofStrings("x", Shape.of(3), List.of(utf8("é"), utf8(""), utf8("abc")));
        ByteBuf bytes = Unpooled.buffer();
        TensorBytes.write(strings, bytes);
        assertThat(bytes.readableBytes()).isEqualTo(TensorBytes.size(strings)).isEqualTo(12 + 5);
        Tensor again = TensorBytes.read(bytes.duplicate(), "x", "input \"x\"", DataType.BYTES, Shape.of(3));
        assertThat(again.text(0)).isEqualTo("é");
        assertThat(again.text(2)).isEqualTo("abc");
        ByteBuf cut = bytes.slice(0, bytes.readableBytes() - 1);
        assertThatThrownBy(() -> TensorBytes.read(cut, "x", "input \"x\"", DataType.BYTES, Shape.of(3)))
                .hasMessageContaining("a length of 3");
    }

    @Test
    void stringThatClaimsFourGigabytesAllocatesNothing() {
        ByteBuf bytes = Unpooled.buffer().writeIntLE(-1).writeByte(1);
        assertThatThrownBy(() -> TensorBytes.read(bytes, "x", "input \"x\"", DataType.BYTES, Shape.of(1)))
                .hasMessageContaining("4294967295");
    }

    /** As a request is read: by the bytes where they are plain numbers, else by the parser; and by the parser alone. */
    private static Tensor read(DataType type, String json, long... shape) throws IOException {
        byte[] bytes = utf8(json);
        try (JsonParser parser = new JsonFactory().createParser(bytes)) {
            parser.nextToken();
            TensorJson.read(parser, bytes, "x", "input \"x\"", type, Shape.of(shape))
                    .close();
            assertThat(parser.nextToken()).isNull();
        }
        return TensorJson.read(bytes, 0, bytes.length, "x", "input \"x\"", type, Shape.of(shape));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
