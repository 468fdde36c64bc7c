package io.voxguard.api;

import static io.voxguard.api.GrpcClient.message;
import static io.voxguard.api.GrpcClient.number;
import static io.voxguard.api.GrpcClient.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a gRPC client can rely on: streams that say which request an error is of, the health service, statuses. */
@QuarkusTest
@WithTestResource(ModelsForTests.class)
class GrpcContractTest {
    private static final String HEALTH = "grpc.health.v1.Health/";
    private static final String INFERENCE = "inference.GRPCInferenceService/";
    private static final String OK = "0";
    private static final String INVALID_ARGUMENT = "3";
    private static final String NOT_FOUND = "5";
    private static final String UNIMPLEMENTED = "12";
    private static final long SERVING = 1;
    private static final long SERVICE_UNKNOWN = 3;

    private GrpcClient client = new GrpcClient(0);

    @BeforeEach
    void connect() throws Exception {
        client.close();
        client = new GrpcClient(RestAssured.port);
    }

    @AfterEach
    void close() throws Exception {
        client.close();
    }

    // ---- health ----

    @ParameterizedTest
    @ValueSource(strings = {"", "inference.GRPCInferenceService", "grpc.health.v1.Health"})
    void readyServiceIsServing(String service) throws Exception {
        GrpcClient.Call call = client.open(HEALTH + "Check")
                .send(message(out -> out.writeString(1, service)))
                .end();
        assertThat(number(call.next(), 1)).isEqualTo(SERVING);
        assertThat(call.status()).isEqualTo(OK);
    }

    @Test
    void unknownServiceIsNotFound() throws Exception {
        assertThat(client.open(HEALTH + "Check")
                        .send(message(out -> out.writeString(1, "no.such.Service")))
                        .end()
                        .status())
                .isEqualTo(NOT_FOUND);
    }

    @Test
    void watchSendsTheStatusAtOnceAndStaysOpen() throws Exception {
        GrpcClient.Call known = client.open(HEALTH + "Watch").send(new byte[0]).end();
        assertThat(number(known.next(), 1)).isEqualTo(SERVING);
        GrpcClient.Call unknown = client.open(HEALTH + "Watch")
                .send(message(out -> out.writeString(1, "no.such.Service")))
                .end();
        assertThat(number(unknown.next(), 1)).isEqualTo(SERVICE_UNKNOWN);
        known.cancel();
        unknown.cancel();
    }

    @ParameterizedTest
    @ValueSource(strings = {HEALTH + "Listen", INFERENCE + "ModelDance"})
    void unknownMethodIsUnimplemented(String method) throws Exception {
        assertThat(client.open(method).send(new byte[0]).end().status()).isEqualTo(UNIMPLEMENTED);
    }

    // ---- streams ----

    @Test
    void errorsOnAStreamNameTheirRequest() throws Exception {
        GrpcClient.Call call = client.open(INFERENCE + "ModelStreamInfer")
                .send(request("plain", "sound", 1, false))
                .send(request("no-such-model", "bad-model", 1, false))
                .send(request("plain", "bad-shape", 2, false))
                .send(request("plain", "sound-again", 1, false))
                .end();
        Map<String, String> errors = new HashMap<>();
        for (int i = 0; i < 4; i++) {
            byte[] reply = call.next();
            errors.put(text(GrpcClient.bytes(reply, 2), 3), text(reply, 1));
        }
        assertThat(call.status()).isEqualTo(OK);
        assertThat(errors.keySet()).containsExactlyInAnyOrder("sound", "sound-again", "bad-model", "bad-shape");
        assertThat(errors.get("sound")).isEmpty();
        assertThat(errors.get("sound-again")).isEmpty();
        assertThat(errors.get("bad-model")).contains("no-such-model");
        assertThat(errors.get("bad-shape")).contains("features");
    }

    @Test
    void malformedMessageIsAnsweredAndEndsTheStream() throws Exception {
        GrpcClient.Call call = client.open(INFERENCE + "ModelStreamInfer")
                .send(new byte[] {(byte) 0xFF, 1, 2})
                .send(request("plain", "after it", 1, false))
                .end();
        List<String> ids =
                List.of(text(GrpcClient.bytes(call.next(), 2), 3), text(GrpcClient.bytes(call.next(), 2), 3));
        assertThat(ids).containsExactlyInAnyOrder("", "after it");
        assertThat(call.status()).isEqualTo(OK);
    }

    @Test
    void repliesCarryTheFinalMarkerOnRequest() throws Exception {
        GrpcClient.Call call = client.open(INFERENCE + "ModelStreamInfer")
                .send(request("plain", "marked", 1, true))
                .send(request("no-such-model", "marked error", 1, true))
                .send(request("plain", "not marked", 1, false))
                .end();
        Map<String, Boolean> marked = new HashMap<>();
        for (int i = 0; i < 3; i++) {
            byte[] response = GrpcClient.bytes(call.next(), 2);
            marked.put(text(response, 3), isFinal(response));
        }
        assertThat(marked)
                .containsEntry("marked", true)
                .containsEntry("marked error", true)
                .containsEntry("not marked", false);
    }

    private static boolean isFinal(byte[] response) throws Exception {
        for (GrpcClient.Field field : GrpcClient.fields(response)) {
            if (field.number() == 4 && text(field.bytes(), 1).equals("triton_final_response")) {
                return number(GrpcClient.bytes(field.bytes(), 2), 1) == 1;
            }
        }
        return false;
    }

    // ---- one request ----

    @Test
    void largeTensorsAreReceivedAndReturned() throws Exception {
        int rows = 2_000;
        GrpcClient.Call call = client.open(INFERENCE + "ModelInfer")
                .send(request("plain", "large", rows, false, rows))
                .end();
        byte[] reply = call.next();
        assertThat(call.status()).isEqualTo(OK);
        assertThat(text(reply, 3)).isEqualTo("large");
        assertThat(GrpcClient.bytes(reply, 6)).hasSize(rows * Float.BYTES);
    }

    @Test
    void tensorUnlikeItsHeaderIsAnInvalidArgument() throws Exception {
        assertThat(client.open(INFERENCE + "ModelInfer")
                        .send(request("plain", "bad", 2, false))
                        .end()
                        .status())
                .isEqualTo(INVALID_ARGUMENT);
    }

    private static byte[] request(String model, String id, int rows, boolean marked) {
        return request(model, id, rows, marked, 1);
    }

    /** Rows of 40 features, announced and sent. */
    private static byte[] request(String model, String id, int announced, boolean marked, int sent) {
        byte[] input = message(out -> {
            out.writeString(1, "features");
            out.writeString(2, "FP32");
            out.writeInt64(3, announced);
            out.writeInt64(3, 40);
        });
        byte[] parameter = message(out -> {
            out.writeString(1, "triton_enable_empty_final_response");
            out.writeByteArray(2, message(value -> value.writeBool(1, marked)));
        });
        ByteBuffer raw = ByteBuffer.allocate(sent * 40 * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        while (raw.hasRemaining()) {
            raw.putFloat(1.5f);
        }
        return message(out -> {
            out.writeString(1, model);
            out.writeString(3, id);
            out.writeByteArray(4, parameter);
            out.writeByteArray(5, input);
            out.writeByteArray(7, raw.array());
        });
    }
}
