package io.voxguard.serving.call;

import io.voxguard.catalogue.document.InvalidDocument;
import io.voxguard.text.Digits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Numbers of emergency services. A callee is one when its digits are the emergency number of any country (a roaming caller dials that of the visited one), or
 * one behind {@code +} and its country code. 112 and 911 are emergency numbers always. Immutable and thread-safe; a lookup takes constant time and allocates
 * nothing.
 */
public final class EmergencyNumbers {
    /** 112 and 911 alone. */
    public static final EmergencyNumbers DEFAULT = new EmergencyNumbers(new HashSet<>());

    private static final String HEADER = "country_code,number,category";
    private static final String EMERGENCY = "emergency";
    private static final int COUNTRY_CODE_DIGITS = 3;
    private static final int NUMBER_DIGITS = 12;

    private final Set<String> numbers;
    private final int longest;

    private EmergencyNumbers(Set<String> numbers) {
        for (String everywhere : List.of("112", "911")) {
            numbers.add(everywhere);
            numbers.add('+' + everywhere);
        }
        this.numbers = Set.copyOf(numbers);
        this.longest = numbers.stream().mapToInt(String::length).max().orElse(0);
    }

    /**
     * Reads {@code country_code,number,category} lines of a file that need not exist; only those of the category {@code emergency} count. Empty lines, lines that
     * start with # and the header are passed over.
     *
     * @throws InvalidDocument when the file cannot be read, or a line is not of that form
     */
    public static EmergencyNumbers read(Path file) {
        if (!Files.exists(file)) {
            return DEFAULT;
        }
        Set<String> numbers = new HashSet<>();
        for (String line : lines(file)) {
            if (!line.isBlank() && !line.startsWith("#") && !line.strip().equals(HEADER)) {
                add(numbers, line.strip().split(",", -1), file, line);
            }
        }
        return new EmergencyNumbers(numbers);
    }

    private static void add(Set<String> numbers, String[] fields, Path file, String line) {
        if (fields.length != 3
                || !Digits.areAll(fields[0], COUNTRY_CODE_DIGITS)
                || fields[0].startsWith("0")
                || !Digits.areAll(fields[1], NUMBER_DIGITS)) {
            throw new InvalidDocument(file + ": expected " + HEADER + ", got " + line);
        }
        if (fields[2].strip().equals(EMERGENCY)) {
            numbers.add(fields[1]);
            numbers.add('+' + fields[1]);
            numbers.add('+' + fields[0] + fields[1]);
        }
    }

    /** Returns whether a callee, as it came with the call, is an emergency number. */
    public boolean contains(String callee) {
        return callee.length() <= longest && numbers.contains(callee);
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new InvalidDocument(file + ": expected a readable file of " + HEADER, e);
        }
    }
}
