package io.voxguard.serving.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.CodedInputStream;
import io.voxguard.catalogue.type.ValueType;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Our reader and writer of protobuf's wire format beside protobuf-java's own. */
class WireTest {
    @Test
    void numbersAreReadAsProtobufReadsThem() throws Exception {
        Random random = seeded();
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(1, 13)];
            random.nextBytes(bytes);
            // many of them with the bit that says: there is more
            for (int j = 0; j < bytes.length; j++) {
                bytes[j] |= (byte) (random.nextInt(4) == 0 ? 0 : 0x80);
            }
            Long ours;
            try {
                ours = new Wire(bytes, 0, bytes.length).varint();
            } catch (MalformedValue malformed) {
                ours = null;
            }
            Long theirs;
            try {
                CodedInputStream in = CodedInputStream.newInstance(bytes);
                theirs = in.readRawVarint64();
                if (bytes[in.getTotalBytesRead() - 1] < 0) {
                    continue; // it takes a tenth byte for the last whatever that says, and is no witness
                }
            } catch (IOException malformed) {
                theirs = null;
            }
            assertThat(ours).as(HexFormat.of().formatHex(bytes)).isEqualTo(theirs);
        }
    }

    @Test
    void contentOfAFieldIsReadWithinItsLengthOnly() throws Exception {
        byte[] bytes = new ProtobufBytes().bytes(new byte[] {8, 1}).varint(7).toBytes();
        Wire wire = new Wire(bytes, 0, bytes.length);

        Wire inside = wire.inside();

        assertThat(inside.tag()).isEqualTo(8);
        assertThat(inside.varint()).isEqualTo(1);
        assertThat(inside.more()).isFalse();
        assertThatThrownBy(inside::varint).isInstanceOf(MalformedValue.class);
        assertThat(wire.varint()).isEqualTo(7);
        assertThat(wire.left()).isZero();
    }

    @Test
    void bytesAtAnOffsetInAnArrayAreReadInPlace() throws Exception {
        byte[] bytes = {99, 99, 8, 5, 99};
        Wire wire = new Wire(bytes, 2, 2);

        assertThat(wire.tag()).isEqualTo(8);
        assertThat(wire.varint()).isEqualTo(5);
        assertThat(wire.more()).isFalse();
        assertThat(wire.at()).isEqualTo(4);
        assertThat(wire.source()).isSameAs(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "80", "ffffffffffffffffffff01", "00", "07", "0f"})
    void invalidTagsAreMalformed(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);

        assertThatThrownBy(() -> {
                    Wire wire = new Wire(bytes, 0, bytes.length);
                    wire.skip(wire.tag() & 7);
                })
                .isInstanceOf(MalformedValue.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 6, 7})
    void groupsAndUnknownWireTypesAreNotSkipped(int wireType) {
        assertThatThrownBy(() -> new Wire(new byte[20], 0, 20).skip(wireType)).isInstanceOf(MalformedValue.class);
    }

    @Test
    void fixedNumbersNeedAllTheirBytes() throws Exception {
        for (int length = 0; length < 8; length++) {
            int bytes = length;
            assertThatThrownBy(() -> new Wire(new byte[8], 0, bytes).fixed64()).isInstanceOf(MalformedValue.class);
        }
        for (int length = 0; length < 4; length++) {
            int bytes = length;
            assertThatThrownBy(() -> new Wire(new byte[8], 0, bytes).fixed32()).isInstanceOf(MalformedValue.class);
        }
        assertThat(new Wire(new byte[] {1, 0, 0, 0x40}, 0, 4).fixed32()).isEqualTo(0x4000_0001);
    }

    @ParameterizedTest
    @ValueSource(strings = {"01", "02ff", "ffffffff0f", "ffffffffffffffffff01", "8080808010"})
    void lengthsBeyondTheEndAreMalformed(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);

        assertThatThrownBy(() -> new Wire(bytes, 0, bytes.length).inside()).isInstanceOf(MalformedValue.class);
    }

    @ParameterizedTest
    @EnumSource(ValueType.class)
    void everyTypeHasTheWireTypeOfFeastsDefinition(ValueType type) {
        int expected =
                switch (type) {
                    case INT32, INT64, BOOL, UNIX_TIMESTAMP -> 0;
                    case FLOAT64 -> 1;
                    case FLOAT32 -> 5;
                    default -> 2; // texts, bytes and messages
                };

        assertThat(Wire.typeOf(type)).isEqualTo(expected);
    }

    private static Random seeded() {
        long seed = Long.getLong("voxguard.seed", System.nanoTime());
        System.out.println("WireTest: seed " + seed);
        return new Random(seed);
    }
}
