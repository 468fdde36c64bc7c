package io.voxguard.featureupdate.window;

import io.voxguard.featureupdate.definition.Measured;
import io.voxguard.featureupdate.definition.Position;
import io.voxguard.featureupdate.definition.PositionSums;
import io.voxguard.featureupdate.definition.TimedPosition;
import io.voxguard.featureupdate.definition.Window;
import io.voxguard.featureupdate.window.StateLayout.WindowLayout;
import java.util.List;

/** Decoder of states. For one state. */
final class StateReader {
    /** Bytes before the content: revision, version, fingerprint of the layout. */
    static final int HEADER = Long.BYTES + 1 + Integer.BYTES;

    private static final int HASH_BYTES = ValueHash.BITS / Byte.SIZE;

    private final byte[] bytes;
    private int at;

    StateReader(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Returns the fingerprint of the layout. @throws MalformedState if the bytes are not a state of this version */
    int fingerprint() {
        if (bytes.length < HEADER || bytes[Long.BYTES] != StateWriter.VERSION) {
            throw new MalformedState("expected a state of version " + StateWriter.VERSION + ", got " + bytes.length
                    + " bytes of something else");
        }
        at = Long.BYTES + 1;
        return (int) fixed(Integer.BYTES);
    }

    /**
     * Returns the state.
     *
     * @param layout with the state's fingerprint
     * @throws MalformedState if the bytes are not such a state
     */
    EntityState read(StateLayout layout) {
        at = HEADER;
        EntityState state = new EntityState(layout);
        try {
            int headLength = (int) fixed(Integer.BYTES);
            state.restoreLatest(fixed(Long.BYTES));
            long baseMs = state.latestMs() - zigzag();
            int recent = length();
            layout.windows().forEach((window, ofWindow) -> window(window, ofWindow, state.tiles(window)));
            if (headLength < at || headLength > bytes.length) {
                throw new MalformedState("head: expected " + at + " to " + bytes.length + " bytes, got " + headLength);
            }
            at = headLength;
            while (at < bytes.length) {
                long time = baseMs + zigzag();
                state.recent.add(fixed(Long.BYTES), time);
            }
            if (state.recent.size() != recent) {
                throw new MalformedState("recent events: expected " + recent + ", got " + state.recent.size());
            }
            state.written(headLength, baseMs);
        } catch (IndexOutOfBoundsException e) {
            throw new MalformedState("ends too early, at byte " + bytes.length);
        }
        return state;
    }

    private void window(Window window, WindowLayout layout, List<Tile> tiles) {
        int count = length();
        long index = 0;
        for (int t = 0; t < count; t++) {
            index += zigzag();
            Tile tile = new Tile(index, layout);
            for (int i = 0; i < tile.numbers.length; i++) {
                long number = varint();
                tile.numbers[i] = !layout.isTime[i]
                        ? number
                        : number == 0 ? Measured.NO_TIME : number - 1 + window.startOf(index);
            }
            for (DistinctValues values : tile.distincts) {
                distinct(values);
            }
            for (Occurrences counts : tile.occurrences) {
                occurrences(counts);
            }
            for (PositionTotal total : tile.positionSums) {
                positionSums(total);
            }
            for (PositionEnds ends : tile.positionEnds) {
                positionEnds(ends, window.startOf(index));
            }
            tiles.add(tile);
        }
    }

    private void distinct(DistinctValues values) {
        int count = length();
        if (count == StateWriter.ESTIMATE) {
            byte[] registers = new byte[DistinctValues.REGISTERS];
            System.arraycopy(bytes, at, registers, 0, registers.length);
            at += registers.length;
            values.restore(registers);
            return;
        }
        long[] hashes = new long[count];
        for (int i = 0; i < count; i++) {
            hashes[i] = fixed(HASH_BYTES);
        }
        values.restore(hashes);
    }

    private void occurrences(Occurrences values) {
        int count = length();
        if (count == StateWriter.ESTIMATE) {
            long[] buckets = new long[Occurrences.BUCKETS];
            for (int i = 0; i < buckets.length; i++) {
                buckets[i] = varint();
            }
            values.restore(buckets);
            return;
        }
        long[] hashes = new long[count];
        long[] counts = new long[count];
        for (int i = 0; i < count; i++) {
            hashes[i] = fixed(HASH_BYTES);
            counts[i] = varint();
        }
        values.restore(hashes, counts);
    }

    private void positionSums(PositionTotal total) {
        long count = varint();
        if (count != 0) {
            total.add(new PositionSums(count, zigzag(), zigzag(), zigzag(), zigzag()));
        }
    }

    private void positionEnds(PositionEnds ends, long startMs) {
        int count = length();
        if (count > PositionEnds.MAX) {
            throw new MalformedState(
                    "at byte " + at + ": expected at most " + PositionEnds.MAX + " positions, got " + count);
        }
        for (int i = 0; i < count; i++) {
            long timeMs = startMs + varint();
            ends.add(new TimedPosition(timeMs, new Position((int) zigzag(), (int) zigzag(), (int) zigzag())));
        }
    }

    /** Returns a number of things that follow, each of at least one byte. */
    private int length() {
        long length = varint();
        if (length < 0 || length > bytes.length) {
            throw new MalformedState(
                    "at byte " + at + ": expected a number of at most " + bytes.length + ", got " + length);
        }
        return (int) length;
    }

    private long zigzag() {
        long coded = varint();
        return coded >>> 1 ^ -(coded & 1);
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte b = bytes[at++];
            value |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw new MalformedState("at byte " + at + ": expected a varint, got more than 64 bits");
    }

    private long fixed(int length) {
        long value = 0;
        for (int i = 0; i < length; i++) {
            value |= (bytes[at++] & 0xffL) << Byte.SIZE * i;
        }
        return value;
    }
}
