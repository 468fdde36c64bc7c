package io.voxguard.rulerefresh.function;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseUrlTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://host:5433/rules",
                "jdbc:postgresql://host/rules?ssl=true",
                "jdbc:postgresql://a:1,b:2/rules",
                "jdbc:postgresql://[::1]:5433/rules",
                "jdbc:postgresql:rules"
            })
    void postgresAddressIsAccepted(String url) {
        assertThat(DatabaseUrl.problem(Optional.of(url))).isEmpty();
    }

    @Test
    void missingAddressIsNamed() {
        assertThat(DatabaseUrl.problem(Optional.empty())).hasValueSatisfying(problem -> assertThat(problem)
                .startsWith("RULES_DB_URL is not set: expected jdbc:postgresql://"));
        assertThat(DatabaseUrl.problem(Optional.of("  "))).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://user:secret@host/rules",
                "jdbc:mysql://user:secret@host/rules",
                "jdbc:postgresql://user:secret@host:port/rules",
                "jdbc:oracle://host/rules?password=secret"
            })
    void wrongAddressIsRefusedWithoutItsSecrets(String url) {
        assertThat(DatabaseUrl.problem(Optional.of(url))).hasValueSatisfying(problem -> assertThat(problem)
                .startsWith("RULES_DB_URL: expected jdbc:postgresql://")
                .doesNotContain("secret"));
    }
}
