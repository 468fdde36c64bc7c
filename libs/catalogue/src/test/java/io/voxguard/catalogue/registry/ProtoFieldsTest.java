package io.voxguard.catalogue.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Messages written by protobuf-java's own writer. */
class ProtoFieldsTest {
    /** What is written to a message. */
    private interface Content {
        void to(CodedOutputStream out) throws IOException;
    }

    @Test
    void fieldsOfEveryWireTypeAreReadByTheirNumbers() throws IOException {
        ProtoFields fields = ProtoFields.of(message(out -> {
            out.writeString(1, "view");
            out.writeInt64(2, -5);
            out.writeFixed64(3, Long.MIN_VALUE);
            out.writeFixed32(4, -1);
            out.writeBool(5, true);
            out.writeUInt64(536_870_911, 1); // the largest number of a field
        }));

        assertThat(fields.text(1)).isEqualTo("view");
        assertThat(fields.number(2)).isEqualTo(-5);
        assertThat(fields.number(3)).isEqualTo(Long.MIN_VALUE);
        assertThat(fields.number(4)).isEqualTo(-1);
        assertThat(fields.flag(5)).isTrue();
        assertThat(fields.number(536_870_911)).isEqualTo(1);
    }

    @Test
    void absentFieldHasTheDefaultOfItsType() throws IOException {
        ProtoFields empty = ProtoFields.of(new byte[0]);

        assertThat(empty.has(1)).isFalse();
        assertThat(empty.text(1)).isEmpty();
        assertThat(empty.number(1)).isZero();
        assertThat(empty.flag(1)).isFalse();
        assertThat(empty.texts(1)).isEmpty();
        assertThat(empty.message(1)).isEmpty();
        assertThat(empty.messages(1)).isEmpty();
        assertThat(empty.map(1)).isEmpty();
    }

    @Test
    void lastValueOfASingleFieldCounts() throws IOException {
        ProtoFields fields = ProtoFields.of(message(out -> {
            out.writeString(1, "old");
            out.writeInt32(2, 1);
            out.writeString(1, "new");
            out.writeInt32(2, 2);
        }));

        assertThat(fields.text(1)).isEqualTo("new");
        assertThat(fields.texts(1)).containsExactly("old", "new");
        assertThat(fields.number(2)).isEqualTo(2);
    }

    @Test
    void nestedMessagesAreReadInPlace() throws IOException {
        byte[] leaf = message(out -> out.writeString(3, "leaf"));
        byte[] inner = message(out -> {
            out.writeInt32(1, 42);
            out.writeByteArray(2, leaf);
        });
        ProtoFields fields = ProtoFields.of(message(out -> {
            out.writeString(9, "before");
            out.writeByteArray(1, inner);
            out.writeByteArray(1, message(last -> last.writeInt32(1, 43)));
        }));

        assertThat(fields.messages(1)).hasSize(2);
        ProtoFields first = fields.messages(1).getFirst();
        assertThat(first.number(1)).isEqualTo(42);
        assertThat(first.message(2).orElseThrow().text(3)).isEqualTo("leaf");
        assertThat(fields.message(1).orElseThrow().number(1)).isEqualTo(43);
    }

    @Test
    void mapIsReadEntryByEntry() throws IOException {
        ProtoFields fields = ProtoFields.of(message(out -> {
            out.writeByteArray(4, entry("a", "1"));
            out.writeByteArray(4, entry("b", "2"));
            out.writeByteArray(4, entry("a", "3"));
            out.writeByteArray(4, new byte[0]); // key and value are their defaults
        }));

        assertThat(fields.map(4)).isEqualTo(Map.of("a", "3", "b", "2", "", ""));
    }

    @Test
    void fieldOfAnotherWireTypeThanExpectedIsRefusedByItsNumber() throws IOException {
        ProtoFields fields = ProtoFields.of(message(out -> {
            out.writeInt32(1, 5);
            out.writeString(2, "text");
        }));

        assertThatThrownBy(() -> fields.text(1)).isInstanceOf(IOException.class).hasMessageContaining("field 1 is");
        assertThatThrownBy(() -> fields.messages(1)).hasMessageContaining("field 1 is");
        assertThatThrownBy(() -> fields.number(2))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("field 2 is");
        assertThatThrownBy(() -> fields.flag(2)).hasMessageContaining("field 2 is");
    }

    @Test
    void messageTruncatedAnywhereIsRefusedOrReadAsAShorterOne() throws IOException {
        byte[] whole = message(out -> {
            out.writeString(1, "abc");
            out.writeFixed64(2, 7);
            out.writeFixed32(3, 7);
            out.writeInt32(4, 300);
        });
        // the ends of the fields: 1 + 1 + 3, then 1 + 8, then 1 + 4 bytes
        List<Integer> ends = List.of(0, 5, 14, 19);
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = java.util.Arrays.copyOf(whole, length);
            if (ends.contains(length)) {
                ProtoFields fields = ProtoFields.of(cut);
                int complete = ends.indexOf(length);
                assertThat(IntStream.rangeClosed(1, 4).filter(fields::has))
                        .as("%d bytes", length)
                        .containsExactly(
                                IntStream.rangeClosed(1, complete).boxed().toArray(Integer[]::new));
            } else {
                assertThatThrownBy(() -> ProtoFields.of(cut))
                        .as("%d bytes", length)
                        .isInstanceOf(IOException.class);
            }
        }
    }

    @Test
    void bytesThatAreNotAMessageAreRefused() {
        byte[][] malformed = {
            {0}, // field number 0
            {0x0b}, // a group, which nobody writes any more
            {0x0c}, // the end of one
            {0x0e}, // wire type 6
            {0x0a, 0x05, 1}, // longer than the rest
            {0x0a, -1, -1, -1, -1, 0x0f}, // a negative length
            {0x08, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1, 0}, // a varint of eleven bytes
        };
        for (byte[] bytes : malformed) {
            assertThatThrownBy(() -> ProtoFields.of(bytes).number(1))
                    .as(java.util.Arrays.toString(bytes))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void numbersOfFieldsAndWireTypesAreThoseOfTheFormat() throws IOException {
        byte[] bytes = message(out -> {
            out.writeTag(15, WireFormat.WIRETYPE_VARINT);
            out.writeUInt64NoTag(1);
            out.writeTag(16, WireFormat.WIRETYPE_VARINT);
            out.writeUInt64NoTag(2);
        });

        assertThat(bytes).isEqualTo(new byte[] {0x78, 1, (byte) 0x80, 1, 2}); // from the encoding's documentation
        assertThat(ProtoFields.of(bytes).number(16)).isEqualTo(2);
    }

    private static byte[] entry(String key, String value) throws IOException {
        return message(out -> {
            out.writeString(1, key);
            out.writeString(2, value);
        });
    }

    private static byte[] message(Content content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        content.to(out);
        out.flush();
        return bytes.toByteArray();
    }
}
