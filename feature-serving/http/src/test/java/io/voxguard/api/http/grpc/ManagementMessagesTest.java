package io.voxguard.api.http.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import io.voxguard.api.http.grpc.wire.DataType;
import io.voxguard.api.http.grpc.wire.RepositoryModelLoadRequest;
import io.voxguard.api.http.information.SampleModels;
import io.voxguard.api.http.information.ServerMetadata;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The protocol's management messages, byte by byte. */
class ManagementMessagesTest {
    private static String hex(MessageLite message) {
        return HexFormat.of().formatHex(message.toByteArray());
    }

    @Test
    void serverMetadataIsWrittenAsSpecified() {
        ServerMetadata server = new ServerMetadata("voxguard", "0.1.0", List.of("binary_tensor_data", "statistics"));
        assertThat(hex(ManagementMessages.of(server)))
                .isEqualTo(
                        "0a08766f7867756172641205302e312e301a1262696e6172795f74656e736f725f646174611a0a73746174697374696373");
    }

    @Test
    void modelMetadataIsWrittenAsSpecified() {
        assertThat(hex(ManagementMessages.of(SampleModels.metadata())))
                .isEqualTo(
                        "0a05706c61696e1201321a106f6e6e7872756e74696d655f6f6e6e7822160a01781204465033321a0bffffffffffffffffff010422160a"
                                + "0173120542595445531a0affffffffffffffffff012a160a01791205494e5436341a0affffffffffffffffff012a160a01701204465033"
                                + "321a0bffffffffffffffffff01022a090a016e120446503634");
    }

    @Test
    void modelConfigIsWrittenAsTritonHasIt() {
        assertThat(hex(ManagementMessages.of(SampleModels.config())))
                .isEqualTo(
                        "0ab9010a05706c61696e12106f6e6e7872756e74696d655f6f6e6e782a120a0178100b220bffffffffffffffffff01042a130a0173100d"
                                + "220affffffffffffffffff01400132110a017910091a0affffffffffffffffff0132120a0170100b1a0bffffffffffffffffff01023205"
                                + "0a016e100c72100a046e6f746512080a06c3bc2022782272100a0673686132353612060a046162313272150a09702e636c617373657312"
                                + "080a066e6f2c7965738a010b6f6e6e7872756e74696d65");
    }

    @Test
    void statisticsAreWrittenAsTritonHasThem() {
        assertThat(hex(ManagementMessages.of(SampleModels.statistics())))
                .isEqualTo(
                        "0a390a05706c61696e1201321881d095ffbc312005280232220a05080210ba1012040801104d1a0408021065220208022a05080210d50f"
                                + "32020802");
    }

    @Test
    void indexIsWrittenAsTritonHasIt() {
        assertThat(hex(ManagementMessages.of(SampleModels.index(false))))
                .isEqualTo(
                        "0a110a05706c61696e1201321a0552454144590a2c0a05706c61696e1201331a0b554e415641494c41424c45221363616e6e6f74206265"
                                + "20726561643a202278220a1e0a05656d7074791a0b554e415641494c41424c452208756e6c6f616465640a200a05656d7074791a0b554e"
                                + "415641494c41424c45220a6e6f2076657273696f6e");
    }

    @ParameterizedTest
    @EnumSource
    void everyDataTypeHasItsTritonNumber(io.voxguard.serving.tensor.DataType type) {
        // Triton's numbers follow the protocol's order, from 1 on
        assertThat(DataType.valueOf(type.configName()).getNumber()).isEqualTo(type.ordinal() + 1);
    }

    @Test
    void parametersOfALoadAreReadByNameAlsoWhenTheyAreBytes() throws InvalidProtocolBufferException {
        byte[] sent = new MessageBytes()
                .text(2, "m")
                .entry(3, "config", new MessageBytes().text(3, "{}"))
                .entry(3, "file:1/model.onnx", new MessageBytes().bytes(4, new byte[] {(byte) 0xff, 0, 1}))
                .toBytes();
        RepositoryModelLoadRequest read = RepositoryModelLoadRequest.parseFrom(sent);
        assertThat(read.getModelName()).isEqualTo("m");
        assertThat(read.getParametersMap()).containsOnlyKeys("config", "file:1/model.onnx");
        assertThat(read.getParametersOrThrow("file:1/model.onnx")
                        .getBytesParam()
                        .size())
                .isEqualTo(3);
    }
}
