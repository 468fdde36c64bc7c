package io.voxguard.serving.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voxguard.catalogue.document.InvalidDocument;
import io.voxguard.serving.ShippedModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmergencyNumbersTest {
    @TempDir
    Path folder;

    @Test
    void defaultEmergencyNumbersAre112And911() {
        EmergencyNumbers numbers = EmergencyNumbers.read(folder.resolve("absent.csv"));
        assertThat(numbers.contains("112")).isTrue();
        assertThat(numbers.contains("911")).isTrue();
        assertThat(numbers.contains("+112")).isTrue();
        assertThat(numbers.contains("999")).isFalse();
        assertThat(numbers.contains("1120")).isFalse();
        assertThat(numbers.contains("+14155550112")).isFalse();
    }

    @Test
    void emergencyNumberMayHaveItsCountryCodeInFront() throws IOException {
        EmergencyNumbers numbers = read("""
                # a comment
                country_code,number,category
                44,999,emergency
                49,110,emergency

                44,100,operator
                """);
        assertThat(numbers.contains("999")).isTrue();
        assertThat(numbers.contains("+44999")).isTrue();
        assertThat(numbers.contains("110")).isTrue();
        assertThat(numbers.contains("+49110")).isTrue();
        assertThat(numbers.contains("112")).isTrue();
        assertThat(numbers.contains("+49999"))
                .as("another country's, behind a code")
                .isFalse();
        assertThat(numbers.contains("44999"))
                .as("no emergency number without +")
                .isFalse();
        assertThat(numbers.contains("100")).as("another category").isFalse();
        assertThat(numbers.contains("")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"44,999", "44,999,emergency,1", "x,999,emergency", "44,9x9,emergency", "0,1,emergency"})
    void malformedLineIsRefusedWithItsText(String line) {
        assertThatThrownBy(() -> read(line))
                .isInstanceOf(InvalidDocument.class)
                .hasMessageContaining("country_code,number,category")
                .hasMessageContaining(line);
    }

    @ParameterizedTest
    @ValueSource(strings = {"999", "110", "112", "911", "+44999", "+49110", "000"})
    void shippedFileHasNumbersOfSeveralCountries(String callee) {
        assertThat(EmergencyNumbers.read(ShippedModels.FOLDER.resolve("short-numbers.csv"))
                        .contains(callee))
                .isTrue();
    }

    private EmergencyNumbers read(String lines) throws IOException {
        return EmergencyNumbers.read(Files.writeString(folder.resolve("short-numbers.csv"), lines));
    }
}
