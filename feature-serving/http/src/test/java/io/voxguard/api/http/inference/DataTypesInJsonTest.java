package io.voxguard.api.http.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voxguard.problem.Refused;
import io.voxguard.serving.inference.InferOutcome;
import io.voxguard.serving.tensor.DataType;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each type through JSON and binary data, from a request's body to a reply's. */
class DataTypesInJsonTest {
    private static String data(DataType type) {
        return switch (type) {
            case BOOL -> "[true,false]";
            case UINT8 -> "[0,255]";
            case UINT16 -> "[0,65535]";
            case UINT32 -> "[0,4294967295]";
            case UINT64 -> "[0,18446744073709551615]";
            case INT8 -> "[-128,127]";
            case INT16 -> "[-32768,32767]";
            case INT32 -> "[-2147483648,2147483647]";
            case INT64 -> "[-9223372036854775808,9223372036854775807]";
            case FP32 -> "[0.1,null]";
            case FP64 -> "[1.0E-300,null]";
            case BYTES -> "[\"ü\",\"\\\"\"]";
            case FP16 -> "[1.0,2.0]";
        };
    }

    private static byte[] request(DataType type) {
        return ("{\"inputs\":[{\"name\":\"x\",\"datatype\":\"" + type + "\",\"shape\":[2],\"data\":" + data(type)
                        + "}]}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String reply(InferBody body) {
        var answer = new InferOutcome.Answered("1", body.request().inputs(), Map.of());
        InferWriter.Reply reply = InferWriter.write("m", body, answer, Map.of());
        try {
            return reply.body().toString(StandardCharsets.ISO_8859_1);
        } finally {
            reply.body().release();
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "FP16")
    void elementsPassThroughJsonUnchanged(DataType type) {
        byte[] request = request(type);
        InferBody body = InferReader.read(request, request.length);
        try {
            String expected = new String(data(type).getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
            assertThat(reply(body)).contains("\"datatype\":\"" + type + "\"").contains("\"data\":" + expected);
        } finally {
            body.request().close();
        }
    }

    @ParameterizedTest
    @EnumSource(names = "FP16")
    void typeWithoutNumbersInJsonIsRefused(DataType type) {
        byte[] request = request(type);
        assertThatThrownBy(() -> InferReader.read(request, request.length))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("FP16 as binary data");
    }

    @ParameterizedTest
    @EnumSource
    void elementsPassThroughBinaryDataUnchanged(DataType type) {
        // one element of each type: a flag, a number of its bytes, or a string behind its length
        byte[] element = type == DataType.BYTES ? new byte[] {1, 0, 0, 0, 'a'} : new byte[type.size()];
        element[0] = 1;
        byte[] json = ("{\"parameters\":{\"binary_data_output\":true},\"inputs\":[{\"name\":\"x\",\"datatype\":\""
                        + type + "\",\"shape\":[1],\"parameters\":{\"binary_data_size\":" + element.length + "}}]}")
                .getBytes(StandardCharsets.UTF_8);
        byte[] request = new byte[json.length + element.length];
        System.arraycopy(json, 0, request, 0, json.length);
        System.arraycopy(element, 0, request, json.length, element.length);
        InferBody body = InferReader.read(request, json.length);
        try {
            assertThat(reply(body)).endsWith("}" + new String(element, StandardCharsets.ISO_8859_1));
        } finally {
            body.request().close();
        }
    }
}
