package io.voxguard.serving.onnx.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedOutputStream;
import io.voxguard.serving.onnx.wire.MessageCopy.Content;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MessageCopyTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CodedOutputStream out = CodedOutputStream.newInstance(bytes);

    private ByteSlice written() throws IOException {
        out.flush();
        return ByteSlice.all(bytes.toByteArray());
    }

    @Test
    void fieldsAreReplacedAndLeftOutAndAllOthersKeepTheirPlace() throws IOException {
        // Given
        out.writeInt64(9, 300);
        out.writeString(1, "first");
        out.writeFixed32(8, 5);
        out.writeString(2, "left out");
        out.writeString(3, "kept");
        // When
        byte[] copy = MessageCopy.of(written(), (field, content) -> switch (field) {
            case 1 -> new Content("a longer text".getBytes(StandardCharsets.UTF_8));
            case 2 -> Content.LEFT_OUT;
            default -> null;
        });
        // Then
        ByteArrayOutputStream expectedBytes = new ByteArrayOutputStream();
        CodedOutputStream expected = CodedOutputStream.newInstance(expectedBytes);
        expected.writeInt64(9, 300);
        expected.writeString(1, "a longer text");
        expected.writeFixed32(8, 5);
        expected.writeString(3, "kept");
        expected.flush();
        assertThat(copy).isEqualTo(expectedBytes.toByteArray());
    }

    @Test
    void messageWithoutReplacementsIsNotCopied() throws IOException {
        out.writeString(1, "first");
        out.writeDouble(2, 1.5);
        assertThat(MessageCopy.of(written(), (field, content) -> null)).isNull();
    }
}
