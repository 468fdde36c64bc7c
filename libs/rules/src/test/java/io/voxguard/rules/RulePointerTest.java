package io.voxguard.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RulePointerTest {
    private static final String SHA = "0123456789abcdef".repeat(4);
    private static final String SIGNATURE = "A".repeat(85) + "Q==";
    private static final String[] GOOD = {"7", SHA, "512", "3", "1760000000000", "key-1", SIGNATURE};

    @Test
    void everyFieldIsReadFromItsPosition() throws Exception {
        RulePointer pointer = RulePointer.parse(String.join("|", GOOD));

        assertThat(pointer.revision()).isEqualTo(7);
        assertThat(pointer.sha256()).isEqualTo(SHA);
        assertThat(pointer.bytes()).isEqualTo(512);
        assertThat(pointer.count()).isEqualTo(3);
        assertThat(pointer.publishedAtMs()).isEqualTo(1_760_000_000_000L);
        assertThat(pointer.keyId()).isEqualTo("key-1");
        assertThat(pointer.signature()).isEqualTo(SIGNATURE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "9007199254740991"})
    void revisionsFromOneToTheLargestExactDoubleAreRead(String revision) throws Exception {
        assertThat(RulePointer.parse(with(0, revision)).revision()).isEqualTo(Long.parseLong(revision));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, revision, at least 1",
        "0, 00, revision, digits without leading zeros",
        "0, 9007199254740992, revision, at most 9007199254740991",
        "0, 10000000000000000, revision, digits without leading zeros",
        "0, 1.0, revision, digits without leading zeros",
        "0, '', revision, digits without leading zeros",
        "0, ١, revision, digits without leading zeros",
        "1, 0123, sha256, 64 lower-case hexadecimal digits",
        "1, 0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef, sha256, 64 lower-case hexadecimal digits",
        "2, 2147483648, bytes, at most 2147483647",
        "2, -1, bytes, digits without leading zeros",
        "2, 1e3, bytes, digits without leading zeros",
        "3, 2147483648, count, at most 2147483647",
        "3, +3, count, digits without leading zeros",
        "4, 9007199254740992, published_at, at most 9007199254740991",
        "4, yesterday, published_at, digits without leading zeros",
        "5, key 1, key_id, at most 64 of A-Z a-z 0-9 - _ .",
        "5, schlüssel, key_id, at most 64 of A-Z a-z 0-9 - _ .",
        "6, QUJD, signature, '64 bytes in base64, or nothing'",
    })
    void wrongFieldIsNamedWithWhatWasExpected(int index, String value, String field, String expected) {
        InvalidRules invalid = catchThrowableOfType(InvalidRules.class, () -> RulePointer.parse(with(index, value)));

        assertThat(invalid.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.rule()).isEmpty();
            assertThat(problem.field()).isEqualTo("pointer." + field);
            assertThat(problem.expected()).isEqualTo(expected);
            assertThat(problem.got()).contains(value);
        });
    }

    @Test
    void keyIdOfSixtyFourCharactersIsTheLongest() throws Exception {
        assertThat(RulePointer.parse(with(5, "k".repeat(64))).keyId()).hasSize(64);

        assertThat(catchThrowableOfType(InvalidRules.class, () -> RulePointer.parse(with(5, "k".repeat(65)))))
                .hasMessageContaining("pointer.key_id");
    }

    /** The last base64 digit of 64 bytes carries two bits of data; four digits in 64 leave the other four bits zero. */
    @Test
    void signatureThatEncodesTheSameBytesDifferentlyIsRefused() {
        String digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        long accepted = digits.chars()
                .mapToObj(last -> with(6, "A".repeat(85) + (char) last + "=="))
                .filter(RulePointerTest::isPointer)
                .count();

        assertThat(accepted).isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource({"6, 6", "8, 8", "1, 1"})
    void wrongNumberOfFieldsIsRefused(int fields, String got) {
        String text = String.join("|", Arrays.copyOf(GOOD, fields)).replace("null", "");

        assertThat(catchThrowableOfType(InvalidRules.class, () -> RulePointer.parse(text)))
                .hasMessageStartingWith("pointer: expected 7 fields between bars, got " + got + " in '");
    }

    @Test
    void signedBytesCoverTheSetAndAllFieldsButTheSignature() throws Exception {
        RulePointer pointer = RulePointer.parse(String.join("|", GOOD));

        assertThat(new String(pointer.signedBytes("core"), StandardCharsets.UTF_8))
                .isEqualTo("voxguard.rules.v1|core|7|" + SHA + "|512|3|1760000000000|key-1");
        assertThat(pointer.withSignature("").signedBytes("core")).isEqualTo(pointer.signedBytes("core"));
    }

    @Test
    void pointerIsWrittenAsItIsRead() throws Exception {
        String text = String.join("|", GOOD);
        String unsigned = with(5, "").replace(SIGNATURE, "");

        assertThat(RulePointer.parse(text)).hasToString(text);
        assertThat(RulePointer.parse(unsigned)).hasToString(unsigned);
        assertThat(unsigned).endsWith("||");
    }

    private static boolean isPointer(String text) {
        try {
            RulePointer.parse(text);
            return true;
        } catch (InvalidRules refused) {
            return false;
        }
    }

    private static String with(int index, String value) {
        String[] fields = GOOD.clone();
        fields[index] = value;
        return String.join("|", fields);
    }
}
