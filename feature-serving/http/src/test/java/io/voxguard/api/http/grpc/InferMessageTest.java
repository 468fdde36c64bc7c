package io.voxguard.api.http.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.CodedOutputStream;
import io.voxguard.problem.Refused;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InferMessageTest {
    private static final byte[] HALF_A_PAIR = {'a', (byte) 0xed, (byte) 0xa0, (byte) 0xbd};
    private static final MessageBytes TENSOR = new MessageBytes()
            .text(1, "x")
            .text(2, "FP32")
            .bytes(3, new byte[] {1})
            .bytes(5, new byte[] {});

    @ParameterizedTest
    @CsvSource({"1, model_name", "2, model_version", "3, id"})
    void textThatIsNotUtf8IsRefusedByItsField(int field, String named) {
        byte[] message = new MessageBytes().bytes(field, HALF_A_PAIR).toBytes();
        assertThatThrownBy(() -> parsed(message))
                .isInstanceOf(Refused.class)
                .hasMessageContaining(named)
                .hasMessageContaining("UTF-8");
    }

    @Test
    void namesOfTensorsThatAreNotUtf8AreRefusedByTheirPlace() {
        byte[] input = new MessageBytes()
                .message(5, new MessageBytes().bytes(1, HALF_A_PAIR))
                .toBytes();
        assertThatThrownBy(() -> parsed(input)).hasMessageContaining("inputs[0].name");
        byte[] output = new MessageBytes()
                .message(6, new MessageBytes().bytes(1, HALF_A_PAIR))
                .toBytes();
        assertThatThrownBy(() -> parsed(output)).hasMessageContaining("outputs[0].name");
    }

    @Test
    void textBeyondTheBasicPlaneIsReadUnchanged() {
        String emoji = "\ud83d\ude00\u0000";
        byte[] message = new MessageBytes().text(3, emoji).message(5, TENSOR).toBytes();
        assertThat(parsed(message)).isNotNull();
        assertThat(new String(message, StandardCharsets.UTF_8)).contains(emoji);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sequence_id", "shared_memory_region", "classification"})
    void parameterThatWouldChangeTheAnswerIsRefused(String name) {
        byte[] message = new MessageBytes()
                .entry(4, name, new MessageBytes().text(3, "s-1"))
                .toBytes();
        assertThatThrownBy(() -> parsed(message))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("parameters." + name);
        byte[] ofInput = new MessageBytes()
                .message(5, new MessageBytes().text(1, "x").entry(4, name, new MessageBytes().text(3, "s-1")))
                .toBytes();
        assertThatThrownBy(() -> parsed(ofInput)).hasMessageContaining("inputs[0].parameters." + name);
        byte[] ofOutput = new MessageBytes()
                .message(6, new MessageBytes().text(1, "x").entry(2, name, new MessageBytes().text(3, "s-1")))
                .toBytes();
        assertThatThrownBy(() -> parsed(ofOutput)).hasMessageContaining("outputs[0].parameters." + name);
    }

    @Test
    void parameterOfAnotherTypeIsRefusedAndOnesWithoutEffectAreAccepted() {
        assertThatThrownBy(() -> parsed(new MessageBytes()
                        .entry(4, "timeout", new MessageBytes().text(3, "1 s"))
                        .toBytes()))
                .hasMessageContaining("parameters.timeout");
        assertThatThrownBy(() -> parsed(new MessageBytes()
                        .entry(4, "strict", new MessageBytes().number(2, 1))
                        .toBytes()))
                .hasMessageContaining("parameters.strict");
        byte[] fine = new MessageBytes()
                .entry(4, "sequence_id", new MessageBytes().element(3, ""))
                .entry(4, "priority", new MessageBytes().number(2, 3))
                .entry(4, "timeout", new MessageBytes().number(2, 5_000))
                .entry(4, "another", new MessageBytes().number(2, 3))
                .toBytes();
        assertThat(parsed(fine).timeoutMicros()).isEqualTo(5_000);
    }

    @ParameterizedTest
    @CsvSource({
        "INT8, 2, 300",
        "INT8, 2, -129",
        "INT16, 2, 40000",
        "INT32, 2, 2147483648",
        "INT32, 2, -2147483649",
        "UINT8, 4, 256",
        "UINT16, 4, 65536",
        "UINT32, 4, 4294967296"
    })
    void integerBeyondItsDatatypeIsRefusedByItsTensor(String datatype, int field, long value) throws Exception {
        byte[] message = message(datatype, field, value);
        assertThatThrownBy(() -> parsed(message).request())
                .isInstanceOf(Refused.class)
                .hasMessageContaining("input \"x\"")
                .hasMessageContaining(datatype)
                .hasMessageContaining(Long.toString(value));
    }

    @ParameterizedTest
    @CsvSource({"INT8, 2, -128", "INT32, 2, -2147483648", "UINT8, 4, 255", "UINT32, 4, 4294967295"})
    void integerAtTheLimitOfItsDatatypeIsAccepted(String datatype, int field, long value) throws Exception {
        try (var request = parsed(message(datatype, field, value)).request()) {
            assertThat(request.inputs().getFirst().number(0)).isEqualTo(value);
        }
    }

    private static byte[] message(String datatype, int field, long value) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.writeInt64(field, value);
        out.flush();
        MessageBytes tensor = new MessageBytes()
                .text(1, "x")
                .text(2, datatype)
                .bytes(3, new byte[] {1})
                .bytes(5, bytes.toByteArray());
        return new MessageBytes().text(1, "m").message(5, tensor).toBytes();
    }

    private static InferMessage parsed(byte[] bytes) {
        InferMessage message = InferMessage.empty();
        message.read(bytes);
        return message;
    }
}
