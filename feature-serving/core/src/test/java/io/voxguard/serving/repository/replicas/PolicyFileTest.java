package io.voxguard.serving.repository.replicas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voxguard.catalogue.document.InvalidDocument;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code policy.yaml} beside a model's versions. */
class PolicyFileTest {
    @TempDir
    private Path folder;

    @Test
    void withoutAFileTheNewestVersionAnswers() {
        assertThat(Policy.read(folder)).isEqualTo(new Policy.Latest());
    }

    @Test
    void everyPolicyIsReadByItsName() {
        assertThat(read("policy: latest")).isEqualTo(new Policy.Latest());
        assertThat(read("policy: pinned\nversion: '3'")).isEqualTo(new Policy.Pinned("3"));
        assertThat(read("policy: canary\nversion: '3'\ncandidate: '4'\npercent: 12.5"))
                .isEqualTo(new Policy.Canary("3", "4", 12.5));
        assertThat(read("policy: shadow\nversion: '3'\ncandidate: '4'")).isEqualTo(new Policy.Shadow("3", "4"));
    }

    @Test
    void policiesNameTheirVersionsTheOneThatAnswersFirst() {
        assertThat(new Policy.Latest().versions()).isEmpty();
        assertThat(new Policy.Pinned("3").versions()).containsExactly("3");
        assertThat(new Policy.Canary("3", "4", 1).versions()).containsExactly("3", "4");
        assertThat(new Policy.Shadow("3", "4").versions()).containsExactly("3", "4");
        assertThat(List.of(
                        new Policy.Latest(),
                        new Policy.Pinned("3"),
                        new Policy.Canary("3", "4", 1),
                        new Policy.Shadow("3", "4")))
                .extracting(Policy::label)
                .containsExactly("latest", "pinned", "canary", "shadow");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "policy: newest | policy: expected latest, pinned, canary or shadow, got newest",
                "policy: Latest | policy: expected latest, pinned, canary or shadow, got Latest",
                "policy: 5 | policy: expected a text, got 5",
                "version: '3' | policy: expected a text, got null",
                "policy: pinned | version: expected the name of a version for policy pinned, got nothing",
                "{policy: pinned, version: 3} | version: expected a text, got 3",
                "{policy: pinned, version: ../x} | version: expected the name of a version for policy pinned, got ../x",
                "{policy: pinned, version: .hidden} | version: expected the name of a version for policy pinned, got .hidden",
                "{policy: canary, version: '3', percent: 5} | candidate: expected the name of a version for policy canary, got nothing",
                "{policy: canary, version: '3', candidate: '4', percent: 101} | percent: expected 0 to 100, got 101.0",
                "{policy: canary, version: '3', candidate: '4', percent: -0.1} | percent: expected 0 to 100, got -0.1",
                "{policy: canary, version: '3', candidate: '4', percent: .nan} | percent: expected a finite number, got NaN",
                "{policy: canary, version: '3', candidate: '4', percent: ten} | percent: expected a number, got ten",
                "{policy: shadow, version: '3'} | candidate: expected the name of a version for policy shadow, got nothing",
                "[] | expected a mapping",
            })
    void wrongFieldIsNamed(String yaml, String why) {
        assertThatThrownBy(() -> read(yaml)).isInstanceOf(InvalidDocument.class).hasMessageContaining(why);
    }

    /** The share of a canary is in hundredths of a percent: CRC-32C modulo 10,000. */
    @ParameterizedTest
    @CsvSource({"0", "0.01", "0.5", "12.34", "50", "99.99", "100"})
    void canaryChoosesByTheHashOfModelAndCaller(double percent) {
        Policy.Canary canary = new Policy.Canary("3", "4", percent);
        for (int i = 0; i < 3_000; i++) {
            CRC32C hash = new CRC32C();
            hash.update(("m:+1415" + i).getBytes(StandardCharsets.US_ASCII));
            assertThat(canary.chooses("m", "+1415" + i)).isEqualTo(hash.getValue() % 10_000 < percent * 100 - 1e-6);
        }
    }

    private Policy read(String yaml) {
        try {
            Files.writeString(folder.resolve("policy.yaml"), yaml);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return Policy.read(folder);
    }
}
