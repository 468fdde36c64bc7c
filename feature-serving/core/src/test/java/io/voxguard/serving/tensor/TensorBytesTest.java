package io.voxguard.serving.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.voxguard.problem.Refused;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class TensorBytesTest {
    private static final List<String> TEXTS = List.of("+14155550100", "", "trunk-\u00e9");

    /** Strings behind their lengths, between bytes that are not theirs. */
    private static ByteBuf written(ByteBuf to) {
        to.writeLong(-1);
        for (String text : TEXTS) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            to.writeIntLE(utf8.length).writeBytes(utf8);
        }
        int end = to.writerIndex();
        to.writeLong(-1);
        return to.slice(Long.BYTES, end - Long.BYTES);
    }

    private static Tensor read(ByteBuf from, int rows) {
        return TensorBytes.read(from, "caller", "input \"caller\"", DataType.BYTES, Shape.of(rows));
    }

    @Test
    void stringsAreReadFromMemoryOfAnyKind() {
        for (ByteBuf memory : List.of(Unpooled.buffer(), Unpooled.directBuffer())) {
            Tensor tensor = read(written(memory), 3);

            assertThat(tensor.strings())
                    .extracting(string -> new String(string, StandardCharsets.UTF_8))
                    .isEqualTo(TEXTS);
            for (int i = 0; i < 3; i++) {
                assertThat(tensor.text(i)).isEqualTo(TEXTS.get(i));
                assertThat(tensor.textOrNull(i)).isEqualTo(TEXTS.get(i));
            }
        }
    }

    @Test
    void stringsAreWrittenAsTheyWereRead() {
        ByteBuf source = written(Unpooled.buffer());
        Tensor tensor = read(source.duplicate(), 3);
        ByteBuf copy = Unpooled.buffer();

        TensorBytes.write(tensor, copy);

        assertThat(copy).isEqualTo(source);
        assertThat(TensorBytes.size(tensor)).isEqualTo(source.readableBytes());
    }

    @Test
    void stringThatIsNotUtf8HasNoText() {
        Tensor tensor = read(Unpooled.wrappedBuffer(new byte[] {2, 0, 0, 0, (byte) 0xc0, (byte) 0x80}), 1);

        assertThat(tensor.textOrNull(0)).isNull();
        assertThat(tensor.strings().getFirst()).containsExactly(0xc0, 0x80);
    }

    @Test
    void moreOrFewerStringsThanTheShapeSaysAreRefused() {
        assertThatThrownBy(() -> read(written(Unpooled.buffer()), 2)).isInstanceOf(Refused.class);
        assertThatThrownBy(() -> read(written(Unpooled.buffer()), 4)).isInstanceOf(Refused.class);
    }

    @Test
    void lengthBeyondTheBytesIsRefused() {
        assertThatThrownBy(() -> read(Unpooled.wrappedBuffer(new byte[] {5, 0, 0, 0, 'a'}), 1))
                .isInstanceOf(Refused.class);
    }
}
