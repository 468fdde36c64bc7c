package io.voxguard.featureupdate.window;

import io.voxguard.featureupdate.definition.Measured;
import io.voxguard.featureupdate.definition.PositionSums;
import io.voxguard.featureupdate.definition.TimedPosition;
import io.voxguard.featureupdate.definition.Window;
import io.voxguard.featureupdate.window.StateLayout.WindowLayout;
import java.util.Arrays;
import java.util.List;

/** Encoder of states: {@code docs/wire/feature-state.md}. For one thread. */
final class StateWriter {
    /** Version of the encoding. */
    static final byte VERSION = 1;
    /** Length that stands for an estimate in the place of values. */
    static final int ESTIMATE = 127;

    private static final int HASH_BYTES = ValueHash.BITS / Byte.SIZE;

    private byte[] bytes = new byte[512];
    private int size;

    /** Returns the encoded state. */
    byte[] write(EntityState state, long revision) {
        size = 0;
        fixed(revision, Long.BYTES);
        fixed(VERSION, 1);
        fixed(state.layout().fingerprint(), Integer.BYTES);
        fixed(state.latestMs(), Long.BYTES);
        state.layout().windows().forEach((window, layout) -> window(window, layout, state.tiles(window)));
        RecentEvents recent = state.recent;
        varint(recent.size());
        for (int i = 0; i < recent.size(); i++) {
            varint(state.latestMs() - recent.time(i));
            fixed(recent.hash(i), Long.BYTES);
        }
        return Arrays.copyOf(bytes, size);
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
