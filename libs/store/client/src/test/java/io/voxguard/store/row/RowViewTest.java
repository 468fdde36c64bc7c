package io.voxguard.store.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Rows built field by field: what other writers, or broken ones, may store. */
class RowViewTest {
    private static final int SCHEMA = SchemaId.of(3, 2);

    private final RowView view = new RowView();

    @Test
    void fieldsMayComeInAnyOrder() {
        byte[] row = new Fields()
                .values(1.5f, -2f)
                .nulls(0b10)
                .time(-7)
                .schema(SCHEMA)
                .bytes();

        assertThat(view.wrap(ByteBuffer.wrap(row))).isNull();

        assertThat(view.schemaId()).isEqualTo(SCHEMA);
        assertThat(view.eventTimeMs()).isEqualTo(-7);
        assertThat(view.size()).isEqualTo(2);
        assertThat(view.value(0)).isEqualTo(1.5f);
        assertThat(view.isNull(0)).isFalse();
        assertThat(view.isNull(1)).isTrue();
    }

    @Test
    void lastOfARepeatedFieldCounts() {
        byte[] row = new Fields()
                .schema(SchemaId.of(9, 9))
                .time(1)
                .values(1)
                .schema(SCHEMA)
                .time(2)
                .values(5, 6)
                .bytes();

        assertThat(view.wrap(ByteBuffer.wrap(row))).isNull();

        assertThat(view.schemaId()).isEqualTo(SCHEMA);
        assertThat(view.eventTimeMs()).isEqualTo(2);
        assertThat(view.size()).isEqualTo(2);
        assertThat(view.value(1)).isEqualTo(6);
    }

    @Test
    void rowWithoutFeaturesIsEmpty() {
        assertThat(view.wrap(ByteBuffer.wrap(new Fields().schema(SCHEMA).time(0).bytes())))
                .isNull();
        assertThat(view.size()).isZero();
    }

    @Test
    void missingHeaderFieldsAreNamed() {
        assertThat(problem(new Fields())).isEqualTo("schema_id is missing");
        assertThat(problem(new Fields().time(1).values(1))).isEqualTo("schema_id is missing");
        assertThat(problem(new Fields().schema(SCHEMA).values(1))).isEqualTo("event_time_ms is missing");
    }

    @Test
    void malformedValuesAndNullsAreNamed() {
        assertThat(problem(header().raw(RowWire.VALUES_TAG, 3, 0, 0, 0)))
                .isEqualTo("values: expected a multiple of 4 bytes, got 3");
        assertThat(problem(header().values(1, 2).nulls(0b100)))
                .isEqualTo("nulls: feature 2 is null, but there are 2 values");
        assertThat(problem(header().nulls(1))).isEqualTo("nulls: feature 0 is null, but there are 0 values");
        assertThat(problem(header().raw(RowWire.VALUES_TAG, 8, 0, 0, 0, 0))).isEqualTo("cut short in values");
        assertThat(problem(header().raw(RowWire.NULLS_TAG, 2, 1))).isEqualTo("cut short in nulls");
        assertThat(problem(header().raw(RowWire.NULLS_TAG))).isEqualTo("cut short in nulls");
        assertThat(problem(header().raw(RowWire.VALUES_TAG, 0xff, 0xff, 0xff, 0xff, 0x7f)))
                .as("longer than any row")
                .isEqualTo("cut short in values");
    }

    @Test
    void zeroBitsBeyondTheValuesAreIgnored() {
        assertThat(problem(header().values(1, 2).nulls(0b01, 0, 0))).isNull();
        assertThat(view.isNull(0)).isTrue();
        assertThat(view.isNull(1)).isFalse();
    }

    @Test
    void unexpectedTagsAreRefused() {
        assertThat(problem(header().raw(1 << 3))).as("field 1 as a varint").isEqualTo("not a row: unexpected tag 8");
        assertThat(problem(header().raw(5 << 3 | 3))).as("a group").isEqualTo("not a row: unexpected tag 43");
        assertThat(problem(header().raw(0x80, 1))).as("field 16").isEqualTo("not a row: unexpected tag 128");
        assertThat(problem(header().raw(5 << 3, 0x80)))
                .as("a varint that is cut short")
                .isEqualTo("not a row: unexpected tag 40");
    }

    @Test
    void bytesOutsideThePositionAndLimitAreNotRead() {
        byte[] row = header().values(4).bytes();
        ByteBuffer bytes = ByteBuffer.allocate(row.length + 10).put(new byte[5]).put(row);
        bytes.position(5).limit(5 + row.length);

        assertThat(view.wrap(bytes)).isNull();

        assertThat(view.value(0)).isEqualTo(4);
    }

    @Test
    void refusedRowDoesNotAffectTheNext() {
        assertThat(problem(header().values(1, 2).nulls(0b11, 1))).isNotNull();
        assertThat(problem(header().values(8))).isNull();
        assertThat(view.size()).isEqualTo(1);
        assertThat(view.isNull(0)).isFalse();
    }

    @Test
    void encoderWritesZeroForNullsAndOneFormOfNan() {
        float oddNan = Float.intBitsToFloat(0x7fc0_1234);

        byte[] row = RowEncoder.encode(SCHEMA, 1, new float[] {9, oddNan}, new boolean[] {true, false});

        assertThat(view.wrap(ByteBuffer.wrap(row))).isNull();
        assertThat(view.value(0)).isZero();
        assertThat(Float.floatToRawIntBits(view.value(1))).isEqualTo(0x7fc0_0000);
    }

    @Test
    void encoderKeepsTheBitmapAsShortAsTheLastNull() {
        boolean[] nulls = new boolean[20];
        int without = RowEncoder.encode(SCHEMA, 1, new float[20], nulls).length;
        nulls[8] = true;
        assertThat(RowEncoder.encode(SCHEMA, 1, new float[20], nulls)).hasSize(without + 2 + 2);
    }

    @Test
    void encoderRefusesNullsOfAnotherLength() {
        assertThatThrownBy(() -> RowEncoder.encode(SCHEMA, 1, new float[2], new boolean[1]))
                .hasMessage("nulls: expected one per value (2), got 1");
    }

    @Test
    void schemaIdAcceptsItsWholeRange() {
        int largest = SchemaId.of((1 << 23) - 1, 255);
        assertThat(SchemaId.viewId(largest)).isEqualTo((1 << 23) - 1);
        assertThat(SchemaId.version(largest)).isEqualTo(255);
        assertThatThrownBy(() -> SchemaId.of(1 << 23, 1)).hasMessage("view id: expected 1 to 8388607, got 8388608");
        assertThatThrownBy(() -> SchemaId.of(1, 0)).hasMessage("view version: expected 1 to 255, got 0");
    }

    private @Nullable String problem(Fields fields) {
        return view.wrap(ByteBuffer.wrap(fields.bytes()));
    }

    private static Fields header() {
        return new Fields().schema(SCHEMA).time(1);
    }

    /** Fields of a row, one after the other. */
    private static final class Fields {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Fields schema(int id) {
            return put(ByteBuffer.allocate(5)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .put((byte) RowWire.SCHEMA_ID_TAG)
                    .putInt(id));
        }

        Fields time(long ms) {
            return put(ByteBuffer.allocate(9)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .put((byte) RowWire.EVENT_TIME_TAG)
                    .putLong(ms));
        }

        Fields values(float... values) {
            ByteBuffer field = ByteBuffer.allocate(2 + 4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
            field.put((byte) RowWire.VALUES_TAG).put((byte) (4 * values.length));
            for (float value : values) {
                field.putFloat(value);
            }
            return put(field);
        }

        Fields nulls(int... bitmap) {
            raw(RowWire.NULLS_TAG, bitmap.length);
            return raw(bitmap);
        }

        Fields raw(int... bytes) {
            for (int one : bytes) {
                out.write(one);
            }
            return this;
        }

        private Fields put(ByteBuffer field) {
            out.writeBytes(field.array());
            return this;
        }

        byte[] bytes() {
            return out.toByteArray();
        }
    }
}
