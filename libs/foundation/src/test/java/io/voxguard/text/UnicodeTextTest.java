package io.voxguard.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnicodeTextTest {
    private static final String HIGH = "\ud83d";
    private static final String LOW = "\ude00";
    private static final String PAIR = HIGH + LOW;

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", "é", PAIR, "a" + PAIR + PAIR + "b", "\ud7ff\ue000"})
    void textOfWholeCharactersIsWellFormed(String text) {
        assertThat(UnicodeText.isWellFormed(text)).isTrue();
        assertThat(UnicodeText.shown(text)).isSameAs(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {HIGH, LOW, LOW + HIGH, "a" + HIGH, HIGH + "a", PAIR + LOW, HIGH + PAIR, "\ud800", "\udfff"})
    void textWithHalfAPairIsNot(String text) {
        assertThat(UnicodeText.isWellFormed(text)).isFalse();
    }

    @Test
    void textsInListsAndMapsAreChecked() {
        assertThat(UnicodeText.isWellFormed((Object) null)).isTrue();
        assertThat(UnicodeText.isWellFormed((Object) 5)).isTrue();
        assertThat(UnicodeText.isWellFormed(List.of("a", List.of(Map.of("k", "v")))))
                .isTrue();
        assertThat(UnicodeText.isWellFormed(Collections.singletonList(null))).isTrue();
        assertThat(UnicodeText.isWellFormed(List.of("a", LOW))).isFalse();
        assertThat(UnicodeText.isWellFormed(Map.of("k", List.of(HIGH)))).isFalse();
        assertThat(UnicodeText.isWellFormed(Map.of(HIGH, 1))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "D, \\ud83d",
        "aDb, a\\ud83db",
        "L, \\ude00",
        "DLL, DL\\ude00",
        "DDL, \\ud83dDL",
    })
    void halfPairsAreShownAsJsonEscapes(String text, String shown) {
        assertThat(UnicodeText.shown(surrogates(text))).isEqualTo(surrogates(shown));
    }

    /** {@code D} and {@code L} stand for the halves. */
    private static String surrogates(String text) {
        return text.replace("D", HIGH).replace("L", LOW);
    }

    @ParameterizedTest
    @CsvSource({"abc, 3, abc", "abc, 4, abc", "abc, 2, ab", "abc, 0, ''", "aDLb, 2, a", "aDLb, 3, aDL", "DLDL, 3, DL"})
    void prefixEndsBetweenCharacters(String text, int length, String start) {
        if (length == 0) {
            assertThat(UnicodeText.start("", 0)).isEmpty();
            return;
        }
        assertThat(UnicodeText.start(surrogates(text), length)).isEqualTo(surrogates(start));
    }

    @Test
    void bytesAreDecodedAsTheJdkEncodesThem() {
        long seed = Long.getLong("voxguard.seed", System.nanoTime());
        System.out.println("UnicodeTextTest: seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int j = random.nextInt(8); j > 0; j--) {
                int point = random.nextInt(Character.MAX_CODE_POINT + 1);
                text.appendCodePoint(point >= 0xd800 && point < 0xe000 ? 'x' : point);
            }
            byte[] utf8 = text.toString().getBytes(StandardCharsets.UTF_8);
            assertThat(UnicodeText.decode(utf8)).isEqualTo(text.toString());
            if (utf8.length > 0 && utf8[utf8.length - 1] < 0) {
                // the last character has several bytes, of which one is missing
                assertThat(UnicodeText.decode(Arrays.copyOf(utf8, utf8.length - 1)))
                        .isNull();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "80", // a continuation alone
                "c0af", // an overlong slash
                "e080af", // a longer one
                "eda080", // half of a surrogate pair
                "f4908080", // beyond the last character
                "f8888080", // five bytes
                "ff",
                "61c3",
                "c328"
            })
    void bytesThatAreNotUtf8AreRefused(String hex) {
        assertThat(UnicodeText.decode(java.util.HexFormat.of().parseHex(hex))).isNull();
    }
}
