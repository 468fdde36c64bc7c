package io.voxguard.serving.admission;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaceTest {
    private final Pace pace = new Pace();

    @Test
    void paceIsUnknownBeforeTheFirstMeasurement() {
        assertThat(pace.known(1)).isZero();
        assertThat(pace.lately(1 << 20)).isZero();
        pace.doubt(1);
        assertThat(pace.lately(1)).isZero();
    }

    @Test
    void firstMeasurementCountsFullyAndLaterOnesOneEighth() {
        pace.took(1, 800);
        assertThat(pace.lately(1)).isEqualTo(800);
        pace.took(1, 1600);
        assertThat(pace.lately(1)).isEqualTo(900);
        pace.took(1, 100);
        assertThat(pace.lately(1)).isEqualTo(800);
    }

    @Test
    void paceConvergesToTheMeasurements() {
        pace.took(1, 1_000_000);
        for (int i = 0; i < 100; i++) {
            pace.took(1, 10_000);
        }
        assertThat(pace.lately(1)).isBetween(10_000L, 12_000L);
    }

    /** Rows of one magnitude share a measurement: 1, 2 to 3, 4 to 7, and so on. */
    @ParameterizedTest
    @CsvSource({"0, 1", "-5, 1", "2, 3", "4, 7", "64, 127", "1048576, 2097151", "8388608, 2147483647"})
    void rowCountsOfOneMagnitudeShareAMeasurement(int measured, int asked) {
        pace.took(measured, 500);

        assertThat(pace.known(asked)).isEqualTo(500);
    }

    @ParameterizedTest
    @CsvSource({"1, 2", "3, 4", "7, 8", "127, 128"})
    void rowCountsOfTheNextMagnitudeAreMeasuredSeparately(int measured, int asked) {
        pace.took(measured, 500);

        assertThat(pace.known(asked)).isZero();
        assertThat(pace.lately(asked)).as("from fewer rows").isEqualTo(500);
    }

    @Test
    void largeBatchesDoNotAffectTheEstimateForSmallOnes() {
        pace.took(64, 500);

        assertThat(pace.lately(63)).isZero();
    }

    @Test
    void doubtLowersTheEstimateByASixteenth() {
        pace.took(1, 1600);
        pace.doubt(1);
        assertThat(pace.lately(1)).isEqualTo(1500);
        pace.doubt(100);
        assertThat(pace.lately(1))
                .as("what is believed of 100 rows came from 1")
                .isBetween(1406L, 1407L);
    }

    @Test
    void knownPaceNeverBecomesUnknown() {
        pace.took(1, 0);
        assertThat(pace.known(1)).isEqualTo(1);
        for (int i = 0; i < 1_000; i++) {
            pace.doubt(1);
            pace.took(1, 0);
        }
        assertThat(pace.known(1)).isEqualTo(1);
    }
}
