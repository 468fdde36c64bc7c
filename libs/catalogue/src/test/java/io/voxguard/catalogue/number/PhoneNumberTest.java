package io.voxguard.catalogue.number;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PhoneNumberTest {
    private static final NumberRanges RANGES =
            NumberRanges.read(Path.of(System.getProperty("voxguard.root"), "models/number-ranges.csv"));

    @ParameterizedTest
    @CsvSource({
        "+14155550100, +442071838750, true",
        "+14155550100, +12125550100, false",
        "14155550100, +442071838750, false",
        "+35312345678, +35412345678, true",
        "+77771234567, +71234567890, false",
        "200, 201, false",
        "+4912345678, +4412345678, true"
    })
    void callIsInternationalIfBothHaveAPlusAndTheCountryCodesDiffer(
            String caller, String callee, boolean international) {
        assertThat(PhoneNumber.acrossBorders(caller, callee)).isEqualTo(international);
    }

    @ParameterizedTest
    @CsvSource({
        "+14155550100, 1",
        "+77771234567, 1",
        "+442071838750, 2",
        "+35312345678, 3",
        "+8821234567, 3",
        "+2011234567, 2"
    })
    void countryCodesHaveOneToThreeDigits(String number, int length) {
        assertThat(CountryCode.length(number)).isEqualTo(length);
    }

    @ParameterizedTest
    @CsvSource({
        "+19005550100, PREMIUM",
        "+18005550100, TOLL_FREE",
        "+14155550100, ORDINARY",
        "+37123456789, HIGH_RISK",
        "+37163456789, HIGH_RISK",
        "+88112345678, SATELLITE",
        "+447911123456, MOBILE",
        "+4480012345, TOLL_FREE",
        "1900555, ORDINARY",
        "+4487012345, PREMIUM",
        "+444512345, ORDINARY",
        "+4476012345, MOBILE"
    })
    void longestKnownPrefixDeterminesTheCategory(String number, NumberCategory category) {
        assertThat(RANGES.of(number)).isEqualTo(category);
    }

    @ParameterizedTest
    @CsvSource({
        "+14155550100, true",
        "+1415555010, false",
        "+0415555010, false",
        "+6834000, true",
        "+4420718, true",
        "+442071, false",
        "200, true",
        "+442071838750, true"
    })
    void plausibleNumberHasTheRightLength(String number, boolean plausible) {
        assertThat(PhoneNumber.isPlausible(number)).isEqualTo(plausible);
    }

    @ParameterizedTest
    @CsvSource({"+14155550100, +14155550199, 9", "+14155550100, 14155550199, 9", "200, 300, 0", "12, 123, 2"})
    void commonDigitsAreCountedFromTheFront(String a, String b, int common) {
        assertThat(PhoneNumber.commonDigits(a, b)).isEqualTo(common);
    }
}
