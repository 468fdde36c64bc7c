package io.voxguard.serving.onnx.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class FieldReaderTest {
    private interface Content {
        void write(CodedOutputStream out) throws IOException;
    }

    private static byte[] message(Content content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        content.write(out);
        out.flush();
        return bytes.toByteArray();
    }

    private static FieldReader reader(Content content) throws IOException {
        return new FieldReader(ByteSlice.all(message(content)));
    }

    @Test
    void packedAndUnpackedNumbersOfOneFieldAreReadInTheirOrder() throws IOException {
        byte[] packedIntegers = message(out -> {
            out.writeInt64NoTag(3);
            out.writeInt64NoTag(-4);
        });
        byte[] packedFloats = message(out -> out.writeFloatNoTag(2.5f));
        FieldReader in = reader(out -> {
            out.writeInt64(1, 1);
            out.writeInt64(1, 2);
            out.writeByteArray(1, packedIntegers);
            out.writeFloat(2, 1.5f);
            out.writeByteArray(2, packedFloats);
            out.writeInt64(1, 5);
        });
        LongList integers = new LongList();
        FloatList floats = new FloatList();
        for (int field = in.next(); field != FieldReader.END; field = in.next()) {
            if (field == 1) {
                in.integers(integers);
            } else {
                in.floats(floats);
            }
        }
        assertThat(integers.toArray()).containsExactly(1, 2, 3, -4, 5);
        assertThat(floats.toArray()).containsExactly(1.5f, 2.5f);
    }

    @Test
    void readingContinuesAfterANestedMessageThatEndsWithARepeatedNumber() throws IOException {
        byte[] nested = message(out -> {
            out.writeInt64(7, 1);
            out.writeInt64(7, 2);
        });
        FieldReader in = reader(out -> {
            out.writeByteArray(1, nested);
            out.writeString(2, "behind");
        });
        LongList integers = new LongList();
        assertThat(in.next()).isEqualTo(1);
        int outer = in.enter();
        assertThat(in.next()).isEqualTo(7);
        in.integers(integers);
        assertThat(in.next()).isEqualTo(FieldReader.END);
        in.leave(outer);
        assertThat(integers.toArray()).containsExactly(1, 2);
        assertThat(in.next()).isEqualTo(2);
        assertThat(in.text()).isEqualTo("behind");
        assertThat(in.next()).isEqualTo(FieldReader.END);
    }

    @Test
    void fieldOfAnotherWireTypeIsRefused() throws IOException {
        FieldReader in = reader(out -> out.writeInt64(4, 1));
        in.next();
        assertThatThrownBy(in::text)
                .isInstanceOf(IOException.class)
                .hasMessage("field 4 is of another wire type than expected");
    }

    @Test
    void truncatedMessageIsRefused() throws IOException {
        byte[] whole = message(out -> out.writeString(1, "text"));
        FieldReader in = new FieldReader(new ByteSlice(whole, 0, whole.length - 1));
        in.next();
        assertThatThrownBy(in::slice).isInstanceOf(IOException.class);
    }

    @Test
    void nestedMessageCannotBeLongerThanTheOneAroundIt() throws IOException {
        FieldReader in = reader(out -> {
            out.writeTag(1, 2);
            out.writeUInt32NoTag(1000);
            out.writeString(2, "short");
        });
        in.next();
        assertThatThrownBy(in::enter).isInstanceOf(IOException.class);
    }
}
