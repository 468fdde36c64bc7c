package io.voxguard.catalogue.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FieldCollisionsTest {
    @Test
    void fieldsHaveTheHashesThatFeastGivesThem() {
        assertThat(HexFormat.of().formatHex(FeastFields.feature("acct_stats", "spend")))
                .isEqualTo("094ca508");
        assertThat(HexFormat.of().formatHex(FeastFields.feature("caller_velocity", "calls_1m")))
                .isEqualTo("06178063");
    }

    @Test
    void viewsWithCollidingFieldHashesAreRefusedAndTheOthersServed(@TempDir Path folder) throws IOException {
        String[] pair = collision();
        write(folder, "one", "by_caller", pair[0], "caller_id");
        write(folder, "two", "by_caller", pair[1], "caller_id");
        write(folder, "three", "by_caller", pair[1], "callee_id");
        FeatureCatalogue catalogue = FeatureCatalogue.read(folder);
        assertThat(catalogue.views().keySet()).containsExactly("three");
        assertThat(catalogue.refused()).containsOnlyKeys("one", "two");
        assertThat(catalogue.refused().get("one")).contains("two:" + pair[1]);
    }

    /** Features of views one and two with the same hash: among some hundred thousand names there are several pairs. */
    private static String[] collision() {
        Map<Integer, String> ofOne = new HashMap<>();
        for (int i = 0; i < 200_000; i++) {
            ofOne.put(FeastFields.hash("one", "f" + i), "f" + i);
        }
        for (int i = 0; i < 2_000_000; i++) {
            String other = ofOne.get(FeastFields.hash("two", "f" + i));
            if (other != null) {
                return new String[] {other, "f" + i};
            }
        }
        throw new AssertionError("no collision");
    }

    private static void write(Path folder, String view, String file, String feature, String key) throws IOException {
        Files.writeString(
                folder.resolve(file + view + ".yaml"),
                "view: " + view + "\nlayout: feast\nproject: p\nttl: P1D\n"
                        + "join_keys: [{name: " + key + ", type: string}]\nfeatures:\n  - {name: " + feature
                        + ", type: int64, unit: x, meaning: x}\n");
    }
}
