package io.voxguard.serving.repository.versions;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The order of versions as people mean them, oldest first: {@code docs/models.md} has the rule. A version is read as numbers and words, wherever they
 * part; they are compared one by one. A word of a candidate ({@code rc}, {@code beta}, ...) comes before the version without it, any other word after it, and a
 * number after any word. A total order: versions that are the same by this rule are ordered as texts.
 */
final class VersionOrder implements Comparator<String> {
    static final VersionOrder OLDEST_FIRST = new VersionOrder();

    private static final Pattern PARTS = Pattern.compile("[0-9]+|[A-Za-z]+");
    /** Words of versions that are not released yet, by how near to it they are. */
    private static final Map<String, Integer> CANDIDATES = Map.ofEntries(
            Map.entry("dev", 0),
            Map.entry("snapshot", 0),
            Map.entry("nightly", 0),
            Map.entry("alpha", 1),
            Map.entry("beta", 2),
            Map.entry("milestone", 3),
            Map.entry("pre", 4),
            Map.entry("preview", 4),
            Map.entry("rc", 5),
            Map.entry("cr", 5),
            Map.entry("candidate", 5));
    /** Letters that stand for such a word where a number follows, as in 1.0b2. */
    private static final Map<String, String> SHORT = Map.of("a", "alpha", "b", "beta", "m", "milestone");
    /** Words that say that a version is what it is without them. */
    private static final Set<String> RELEASES = Set.of("final", "ga", "release", "stable");

    private static final int WORD = 10;
    private static final int NUMBER = 11;
    /** The end of a version: after any candidate's word, before everything else. */
    private static final Part END = new Part(9, BigInteger.ZERO, "");

    private VersionOrder() {}

    /** A number or a word; compared by rank, then by number, then as text. */
    private record Part(int rank, BigInteger number, String word) implements Comparable<Part> {
        private static final Comparator<Part> ORDER =
                Comparator.comparingInt(Part::rank).thenComparing(Part::number).thenComparing(Part::word);

        @Override
        public int compareTo(Part other) {
            return ORDER.compare(this, other);
        }

        boolean isZero() {
            return rank == NUMBER && number.signum() == 0;
        }
    }

    @Override
    public int compare(String one, String other) {
        List<Part> ones = parts(one);
        List<Part> others = parts(other);
        for (int i = 0; i < Math.max(ones.size(), others.size()); i++) {
            int difference = part(ones, i).compareTo(part(others, i));
            if (difference != 0) {
                return difference;
            }
        }
        return one.compareTo(other);
    }

    private static Part part(List<Part> parts, int i) {
        return i < parts.size() ? parts.get(i) : END;
    }

    /** The parts, without zeros that nothing but a word or the end follows: 1.0-rc1 is a candidate of 1. */
    private static List<Part> parts(String version) {
        List<String> texts = new ArrayList<>();
        for (Matcher matcher = PARTS.matcher(version.toLowerCase(Locale.ROOT)); matcher.find(); ) {
            texts.add(matcher.group());
        }
        if (texts.size() > 1 && texts.getFirst().equals("v") && isNumber(texts.get(1))) {
            texts.removeFirst();
        }
        List<Part> parts = new ArrayList<>(texts.size());
        for (int i = 0; i < texts.size(); i++) {
            String text = texts.get(i);
            if (isNumber(text)) {
                parts.add(new Part(NUMBER, new BigInteger(text), ""));
            } else if (!RELEASES.contains(text)) {
                dropZeros(parts);
                parts.add(word(text, i + 1 < texts.size() && isNumber(texts.get(i + 1))));
            }
        }
        dropZeros(parts);
        return parts;
    }

    private static Part word(String text, boolean beforeNumber) {
        String word = beforeNumber ? SHORT.getOrDefault(text, text) : text;
        Integer candidate = CANDIDATES.get(word);
        return candidate == null ? new Part(WORD, BigInteger.ZERO, word) : new Part(candidate, BigInteger.ZERO, "");
    }

    private static void dropZeros(List<Part> parts) {
        while (!parts.isEmpty() && parts.getLast().isZero()) {
            parts.removeLast();
        }
    }

    private static boolean isNumber(String text) {
        return Character.isDigit(text.charAt(0));
    }
}
