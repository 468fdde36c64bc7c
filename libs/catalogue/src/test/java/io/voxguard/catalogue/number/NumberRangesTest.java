package io.voxguard.catalogue.number;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voxguard.catalogue.document.InvalidDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumberRangesTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "+1900, PREMIUM",
        "+19001234567, PREMIUM",
        "+1901234567, TOLL_FREE", // 1901 is longer than 190
        "+190234567, MOBILE",
        "+18, ORDINARY",
        "+1, ORDINARY",
        "+2, SATELLITE",
        "1900, ORDINARY", // without a +, what it starts with says nothing
    })
    void longestPrefixWins(String number, NumberCategory category) {
        NumberRanges ranges =
                read("prefix,category\n# comment\n\n190,mobile\n1900,premium\n1901, TOLL_FREE \n2,Satellite\n");

        assertThat(ranges.of(number)).isEqualTo(category);
    }

    @ParameterizedTest
    @EnumSource(NumberCategory.class)
    void everyCategoryIsReadByItsName(NumberCategory category) {
        assertThat(read("49," + category.name().toLowerCase(java.util.Locale.ROOT))
                        .of("+49123"))
                .isEqualTo(category);
    }

    @ParameterizedTest
    @CsvSource({
        "ORDINARY, 0, false",
        "MOBILE, 1, false",
        "TOLL_FREE, 2, false",
        "PREMIUM, 3, true",
        "HIGH_RISK, 4, true",
        "SATELLITE, 5, true"
    })
    void categoriesHaveTheValuesThatModelsWereTrainedOn(NumberCategory category, int value, boolean costly) {
        assertThat(category.ordinal()).isEqualTo(value);
        assertThat(category.costly()).isEqualTo(costly);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "190",
                "190,mobile,x",
                ",mobile",
                "+190,mobile",
                "19a,mobile",
                "1234567890123456,mobile",
                "190,",
                "190,cheap"
            })
    void malformedLineIsRefusedWithItsFile(String line) {
        assertThatThrownBy(() -> read("1,mobile\n" + line))
                .isInstanceOf(InvalidDocument.class)
                .hasMessageContaining("ranges.csv: expected ")
                .hasMessageEndingWith("got " + line);
    }

    @Test
    void missingFileIsRefusedByItsName() {
        assertThatThrownBy(() -> NumberRanges.read(folder.resolve("away.csv")))
                .isInstanceOf(InvalidDocument.class)
                .hasMessageContaining("away.csv: expected a file of number ranges");
    }

    /** Beside a look-up of every prefix, from the longest. */
    @Test
    void randomPrefixesAreFoundAsInAMap() {
        long seed = Long.getLong("voxguard.seed", System.nanoTime());
        System.out.println("NumberRangesTest: seed " + seed);
        Random random = new Random(seed);
        Map<String, NumberCategory> expected = new TreeMap<>();
        StringBuilder file = new StringBuilder();
        for (int i = 0; i < 2_000; i++) {
            String prefix = digits(random, 1 + random.nextInt(6));
            // ordinary ranges do not stand out from what is around them
            NumberCategory category = NumberCategory.at(1 + random.nextInt(5));
            expected.put(prefix, category);
            file.append(prefix).append(',').append(category).append('\n');
        }
        NumberRanges ranges = read(file.toString());
        for (int i = 0; i < 5_000; i++) {
            String number = digits(random, 1 + random.nextInt(9));
            NumberCategory wanted = NumberCategory.ORDINARY;
            for (int length = number.length(); length > 0; length--) {
                NumberCategory found = expected.get(number.substring(0, length));
                if (found != null) {
                    wanted = found;
                    break;
                }
            }
            assertThat(ranges.of("+" + number)).as(number).isEqualTo(wanted);
        }
    }

    private static String digits(Random random, int length) {
        StringBuilder digits = new StringBuilder();
        for (int i = 0; i < length; i++) {
            digits.append((char) ('0' + random.nextInt(4)));
        }
        return digits.toString();
    }

    private NumberRanges read(String text) {
        try {
            return NumberRanges.read(Files.writeString(folder.resolve("ranges.csv"), text));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
