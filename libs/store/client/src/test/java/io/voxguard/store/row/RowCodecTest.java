package io.voxguard.store.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RowCodecTest {
    private static final int SCHEMA = SchemaId.of(1, 1);

    @Test
    void headerTakesAtMost24BytesAndEachFeature4() {
        for (int features = 0; features <= 64; features++) {
            boolean[] nulls = new boolean[features];
            Arrays.fill(nulls, true);
            byte[] row = RowEncoder.encode(SCHEMA, Long.MAX_VALUE, new float[features], nulls);
            if (features <= 31) {
                assertThat(row.length - 4 * features).isLessThanOrEqualTo(24);
            }
            assertThat(RowEncoder.encode(SCHEMA, 0, new float[features], new boolean[features]).length - 4 * features)
                    .isLessThanOrEqualTo(17);
        }
    }

    @Test
    void randomRowsAreTheBytesThatProtobufWrites() throws IOException {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 2_000; round++) {
            float[] values = new float[random.nextInt(70)];
            boolean[] nulls = new boolean[values.length];
            for (int i = 0; i < values.length; i++) {
                nulls[i] = random.nextInt(4) == 0;
                values[i] = nulls[i] ? 0 : Float.intBitsToFloat(random.nextInt());
            }
            long time = random.nextLong();
            assertThat(RowEncoder.encode(SCHEMA, time, values, nulls)).isEqualTo(protobuf(SCHEMA, time, values, nulls));
        }
    }

    @Test
    void everyPrefixOfARowIsRefusedOrReadWithoutReadingBeyondIt() {
        byte[] row = RowEncoder.encode(SCHEMA, 1_000, new float[] {1, 2, 3}, new boolean[] {false, true, false});
        RowView view = new RowView();
        for (int length = 0; length < row.length; length++) {
            String problem = view.wrap(ByteBuffer.wrap(Arrays.copyOf(row, length)));
            // after the first two fields a prefix can be a whole row without nulls or values
            if (length != 14) {
                assertThat(problem).as("prefix of %d bytes", length).isNotNull();
            }
        }
    }

    @Test
    void randomBytesNeverThrow() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        byte[] whole = RowEncoder.encode(SCHEMA, 1_000, new float[31], new boolean[31]);
        RowView view = new RowView();
        for (int round = 0; round < 200_000; round++) {
            byte[] bytes = whole.clone();
            for (int flips = random.nextInt(4); flips >= 0; flips--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            if (view.wrap(ByteBuffer.wrap(bytes)) == null) {
                for (int i = 0; i < view.size(); i++) {
                    view.isNull(i);
                    view.value(i);
                }
            }
        }
    }

    @Test
    void unknownFieldsAreSkipped() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(RowEncoder.encode(SCHEMA, 7, new float[] {5}, new boolean[1]));
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.writeString(5, "added in some later year");
        out.writeUInt64(6, -1);
        out.writeFixed64(7, 1);
        out.flush();
        RowView view = new RowView();
        assertThat(view.wrap(ByteBuffer.wrap(bytes.toByteArray()))).isNull();
        assertThat(view.value(0)).isEqualTo(5f);
    }

    @Test
    void schemaIdHoldsViewAndVersion() {
        int id = SchemaId.of(70_000, 255);
        assertThat(SchemaId.viewId(id)).isEqualTo(70_000);
        assertThat(SchemaId.version(id)).isEqualTo(255);
        assertThatThrownBy(() -> SchemaId.of(1, 256)).hasMessageContaining("version");
        assertThatThrownBy(() -> SchemaId.of(0, 1)).hasMessageContaining("view id");
    }

    private static byte[] protobuf(int schemaId, long time, float[] values, boolean[] nulls) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.writeFixed32(1, schemaId);
        out.writeSFixed64(2, time);
        byte[] bitmap = new byte[(nulls.length + 7) / 8];
        for (int i = 0; i < nulls.length; i++) {
            bitmap[i / 8] |= (byte) (nulls[i] ? 1 << i % 8 : 0);
        }
        int length = bitmap.length;
        while (length > 0 && bitmap[length - 1] == 0) {
            length--;
        }
        if (length > 0) {
            out.writeBytes(3, ByteString.copyFrom(bitmap, 0, length));
        }
        if (values.length > 0) {
            out.writeTag(4, 2);
            out.writeUInt32NoTag(4 * values.length);
            for (float value : values) {
                out.writeFixed32NoTag(Float.floatToIntBits(value));
            }
        }
        out.flush();
        return bytes.toByteArray();
    }
}
