package io.voxguard.serving.repository.versions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VersionOrderTest {
    private static final VersionOrder ORDER = VersionOrder.OLDEST_FIRST;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "9 10 11",
                "1.9 1.10 2.0",
                "1.10 2.0 10.0",
                "v9 v10",
                "v1.9 1.10 v2",
                "2025.12.31 2026.1.1 2026.01.02",
                "2025-12-31 2026-01-01",
                "20260101 20260101-hotfix 20260301",
                "1.0-rc1 1.0-rc2 1.0-rc10 1.0 1.0.1",
                "1.0.dev3 1.0a1 1.0b2 1.0rc1 1.0 1.0.post1",
                "1.0-SNAPSHOT 1.0-alpha.1 1.0-alpha.2 1.0-beta 1.0-beta.2 1.0-milestone1 1.0-preview1 1.0-rc.1 1.0 1.0-hotfix",
                "1.0-rc1 1.0.0-rc2 1",
                "1.2.3-rc.1 1.2.3 1.2.3-build5 1.2.3-build12 1.2.4",
                "0 0.1 0.1.1",
                "model-9 model-10",
                "1.0 1.0a 1.0b",
                "99999999999999999999 100000000000000000000",
                "1.0 1.0-final-1",
            })
    void versionsAreOrderedAsPeopleMeanThem(String oldestFirst) {
        List<String> expected = List.of(oldestFirst.split(" "));
        List<String> sorted = new ArrayList<>(expected);
        Collections.shuffle(sorted, new Random(7));
        sorted.sort(ORDER);
        assertThat(sorted).isEqualTo(expected);
    }

    @Test
    void orderIsTotalAndTransitive() {
        long seed = 20_261;
        Random random = new Random(seed);
        String[] pieces = {
            "0", "00", "1", "01", "2", "10", "rc", "a", "b", "final", "hotfix", "v", "dev", "x", ".", "-", "_"
        };
        List<String> versions = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            StringBuilder version = new StringBuilder();
            for (int piece = random.nextInt(5); piece >= 0; piece--) {
                version.append(pieces[random.nextInt(pieces.length)]);
            }
            versions.add(version.toString());
        }
        for (String one : versions) {
            for (String two : versions) {
                assertThat(Integer.signum(ORDER.compare(one, two)))
                        .as("%s and %s, seed %d", one, two, seed)
                        .isEqualTo(-Integer.signum(ORDER.compare(two, one)));
                assertThat(ORDER.compare(one, two) == 0).isEqualTo(one.equals(two));
                for (String three : versions) {
                    if (ORDER.compare(one, two) < 0 && ORDER.compare(two, three) < 0) {
                        assertThat(ORDER.compare(one, three))
                                .as("%s < %s < %s, seed %d", one, two, three, seed)
                                .isNegative();
                    }
                }
            }
        }
    }
}
