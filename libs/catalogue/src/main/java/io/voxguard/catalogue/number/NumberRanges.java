package io.voxguard.catalogue.number;

import io.voxguard.catalogue.document.InvalidDocument;
import io.voxguard.text.Digits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Number ranges by leading digits; the longest prefix wins. Immutable and thread-safe. */
public final class NumberRanges {
    private static final int DIGITS = 10;
    private static final int PREFIX_DIGITS = 15;

    /** A trie: node n's child for digit d is at 10 n + d; 0 is none. */
    private int[] children = new int[DIGITS];

    private byte[] categories = new byte[1];
    private int nodes = 1;

    private NumberRanges() {}

    /** Reads {@code prefix,category} lines; lines that start with # and the header are passed over. */
    public static NumberRanges read(Path file) {
        NumberRanges ranges = new NumberRanges();
        for (String line : lines(file)) {
            if (line.isBlank() || line.startsWith("#") || line.startsWith("prefix,")) {
                continue;
            }
            String[] fields = line.split(",", -1);
            if (fields.length != 2 || !Digits.areAll(fields[0], PREFIX_DIGITS)) {
                throw new InvalidDocument(file + ": expected prefix,category, got " + line);
            }
            try {
                ranges.add(fields[0], NumberCategory.valueOf(fields[1].strip().toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException e) {
                throw new InvalidDocument(
                        file + ": expected one of " + Arrays.toString(NumberCategory.values()) + ", got " + line, e);
            }
        }
        return ranges;
    }

    /** The category of a number; ordinary for one without +, since what it starts with says nothing. */
    public NumberCategory of(String number) {
        if (!PhoneNumber.isInternational(number)) {
            return NumberCategory.ORDINARY;
        }
        int node = 0;
        int category = 0;
        for (int i = 1; i < number.length(); i++) {
            node = children[DIGITS * node + number.charAt(i) - '0'];
            if (node == 0) {
                break;
            }
            if (categories[node] != 0) {
                category = categories[node];
            }
        }
        return NumberCategory.at(category);
    }

    private void add(String prefix, NumberCategory category) {
        int node = 0;
        for (int i = 0; i < prefix.length(); i++) {
            int at = DIGITS * node + prefix.charAt(i) - '0';
            if (children[at] == 0) {
                children[at] = nodes++;
                grow();
            }
            node = children[at];
        }
        categories[node] = (byte) category.ordinal();
    }

    /** Makes room for one more node, by doubling: there are thousands. */
    private void grow() {
        if (nodes > categories.length) {
            categories = Arrays.copyOf(categories, 2 * nodes);
            children = Arrays.copyOf(children, DIGITS * categories.length);
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new InvalidDocument(file + ": expected a file of number ranges", e);
        }
    }
}
