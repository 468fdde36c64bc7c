package io.voxguard.featureupdate.window;

import io.voxguard.featureupdate.definition.Measured;
import io.voxguard.featureupdate.definition.PositionSums;
import io.voxguard.featureupdate.definition.TimedPosition;
import io.voxguard.featureupdate.definition.Window;
import io.voxguard.featureupdate.window.StateLayout.WindowLayout;
import io.voxguard.store.FeatureStates.StateWrite;
import io.voxguard.store.FeatureStates.StateWrite.Patch;
import io.voxguard.store.FeatureStates.StateWrite.Whole;
import java.util.Arrays;
import java.util.List;

/** Encoder of states: {@code docs/wire/feature-state.md}. For one thread. */
final class StateWriter {
    /** Version of the encoding. */
    static final byte VERSION = 2;
    /** Length that stands for an estimate in the place of values. */
    static final int ESTIMATE = 127;

    private static final int HASH_BYTES = ValueHash.BITS / Byte.SIZE;
    /** Offset of the length of the head. */
    private static final int HEAD_LENGTH_AT = StateReader.HEADER;
    /** Bytes of a recent event, about. */
    private static final int RECENT_BYTES = 11;
    /** Bytes of recent events from which on a state is patched: less is written whole in less time. */
    private static final int PATCHED_FROM = 512;

    private byte[] bytes = new byte[512];
    private int size;

    /** Returns the encoded state. */
    byte[] whole(EntityState state, long revision) {
        head(state, revision, state.latestMs());
        if (isPatched(state.recent.size())) {
            // room for the windows to grow in
            pad(size + size / 4);
        }
        int headLength = size;
        headLength(headLength);
        recent(state.recent, 0, state.latestMs());
        state.written(headLength, state.latestMs());
        return Arrays.copyOf(bytes, size);
    }

    /** Returns the change since the state was written, or the state as a whole where that is less work or the windows have outgrown the head. */
    StateWrite change(EntityState state, long revision) {
        RecentEvents recent = state.recent;
        int stored = recent.stored();
        if (stored == recent.size() || !isPatched(stored)) {
            return new Whole(whole(state, revision));
        }
        int headLength = state.headLength();
        head(state, revision, state.baseMs());
        if (size > headLength) {
            return new Whole(whole(state, revision));
        }
        pad(headLength);
        headLength(headLength);
        byte[] head = Arrays.copyOf(bytes, headLength);
        size = 0;
        recent(recent, stored, state.baseMs());
        state.written(headLength, state.baseMs());
        return new Patch(head, Arrays.copyOf(bytes, size));
    }

    private static boolean isPatched(int storedEvents) {
        return (long) storedEvents * RECENT_BYTES >= PATCHED_FROM;
    }

    /** @param baseMs the time that the times of recent events are counted from */
    private void head(EntityState state, long revision, long baseMs) {
        size = 0;
        fixed(revision, Long.BYTES);
        fixed(VERSION, 1);
        fixed(state.layout().fingerprint(), Integer.BYTES);
        fixed(0, Integer.BYTES);
        fixed(state.latestMs(), Long.BYTES);
        zigzag(state.latestMs() - baseMs);
        varint(state.recent.size());
        state.layout().windows().forEach((window, layout) -> window(window, layout, state.tiles(window)));
    }

    private void headLength(int length) {
        int end = size;
        size = HEAD_LENGTH_AT;
        fixed(length, Integer.BYTES);
        size = end;
    }

    private void pad(int length) {
        room(length - size);
        Arrays.fill(bytes, size, length, (byte) 0);
        size = length;
    }

    private void recent(RecentEvents recent, int from, long baseMs) {
        for (int i = from; i < recent.size(); i++) {
            zigzag(recent.time(i) - baseMs);
            fixed(recent.hash(i), Long.BYTES);
        }
    }

    private void window(Window window, WindowLayout layout, List<Tile> tiles) {
        varint(tiles.size());
        long before = 0;
        for (Tile tile : tiles) {
            zigzag(tile.index - before);
            before = tile.index;
            for (int i = 0; i < tile.numbers.length; i++) {
                long number = tile.numbers[i];
                if (layout.isTime[i]) {
                    // 0 is no time; a time lies in its tile, so that the difference is small
                    varint(number == Measured.NO_TIME ? 0 : number - window.startOf(tile.index) + 1);
                } else {
                    varint(number);
                }
            }
            for (DistinctValues values : tile.distincts) {
                distinct(values);
            }
            for (Occurrences counts : tile.occurrences) {
                occurrences(counts);
            }
            for (PositionTotal total : tile.positionSums) {
                positionSums(total.sums());
            }
            for (PositionEnds ends : tile.positionEnds) {
                positionEnds(ends.ends(), window.startOf(tile.index));
            }
        }
    }

    private void distinct(DistinctValues values) {
        if (values.isEstimate()) {
            varint(ESTIMATE);
            byte[] registers = values.registers();
            room(registers.length);
            System.arraycopy(registers, 0, bytes, size, registers.length);
            size += registers.length;
            return;
        }
        varint(values.size());
        for (int i = 0; i < values.size(); i++) {
            fixed(values.hash(i), HASH_BYTES);
        }
    }

    private void occurrences(Occurrences counts) {
        if (counts.hasBuckets()) {
            varint(ESTIMATE);
            for (long count : counts.buckets()) {
                varint(count);
            }
            return;
        }
        varint(counts.size());
        for (int i = 0; i < counts.size(); i++) {
            fixed(counts.hash(i), HASH_BYTES);
            varint(counts.count(i));
        }
    }

    private void positionSums(PositionSums sums) {
        varint(sums.count());
        if (sums.count() > 0) {
            zigzag(sums.x());
            zigzag(sums.y());
            zigzag(sums.z());
            zigzag(sums.excess());
        }
    }

    private void positionEnds(List<TimedPosition> ends, long startMs) {
        varint(ends.size());
        for (TimedPosition end : ends) {
            varint(end.timeMs() - startMs);
            zigzag(end.position().x());
            zigzag(end.position().y());
            zigzag(end.position().z());
        }
    }

    private void zigzag(long value) {
        varint(value << 1 ^ value >> Long.SIZE - 1);
    }

    private void varint(long value) {
        room(10);
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes[size++] = (byte) (rest & 0x7f | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    /** Writes the lower bytes of a number, the lowest first. */
    private void fixed(long value, int length) {
        room(length);
        for (int i = 0; i < length; i++) {
            bytes[size++] = (byte) (value >>> Byte.SIZE * i);
        }
    }

    private void room(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
        }
    }
}
