package io.voxguard.featureupdate.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PositionTest {
    private static final Position LONDON = Position.of(51.5, -0.12);
    private static final Position NEW_YORK = Position.of(40.7128, -74.006);
    private static final long NOW = 1_796_025_600_000L;

    @ParameterizedTest
    @CsvSource({
        "0, 0, 637100, 0, 0",
        "0, 90, 0, 637100, 0",
        "0, 180, -637100, 0, 0",
        "0, -180, -637100, 0, 0",
        "90, 0, 0, 0, 637100",
        "90, 77, 0, 0, 637100",
        "-90, -180, 0, 0, -637100",
        "-0.0, -0.0, 637100, 0, 0",
        "30, 0, 551745, 0, 318550",
        "-30, 180, -551745, 0, -318550"
    })
    void placeIsAPointOnTheSphere(double latitude, double longitude, int x, int y, int z) {
        assertThat(Position.of(latitude, longitude)).isEqualTo(new Position(x, y, z));
    }

    @ParameterizedTest
    @CsvSource({
        "51.5, -0.12, 40.7128, -74.006, 5571",
        "0, 0, 0, 180, 20015",
        "0, 179.5, 0, -179.5, 111.2",
        "90, 0, 90, 180, 0"
    })
    void distanceIsThatOverTheSurface(
            double latitude, double longitude, double toLatitude, double toLongitude, double km) {
        Position from = Position.of(latitude, longitude);
        Position to = Position.of(toLatitude, toLongitude);

        assertThat(from.kmTo(to)).isCloseTo(km, within(0.5)).isEqualTo(to.kmTo(from));
    }

    @Test
    void spreadOfTwoPlacesIsHalfTheChordBetweenThem() {
        assertThat(sums(List.of(LONDON, NEW_YORK)).spreadKm()).isCloseTo(2697.6, within(0.1));
        assertThat(sums(List.of(LONDON, NEW_YORK, NEW_YORK, LONDON)).spreadKm())
                .isEqualTo(sums(List.of(LONDON, NEW_YORK)).spreadKm());
        assertThat(sums(List.of(Position.of(90, 0), Position.of(-90, 0))).spreadKm())
                .isEqualTo(6371);
    }

    @Test
    void onePlaceHasNoSpreadHoweverOftenItOccurs() {
        for (int count : List.of(1, 3, 7, 1_000_003)) {
            PositionSums one = sums(List.of(LONDON));
            PositionSums many =
                    new PositionSums(count, count * one.x(), count * one.y(), count * one.z(), count * one.excess());
            assertThat(many.spreadKm()).as("%s times", count).isZero();
        }
        assertThat(PositionSums.EMPTY.spreadKm()).isNaN();
    }

    @Test
    void sumsOfAHundredBillionPositionsAreExact() {
        PositionSums two = sums(List.of(LONDON, NEW_YORK));
        long times = 100_000_000_000L;

        PositionSums many = new PositionSums(
                Math.multiplyExact(two.count(), times),
                Math.multiplyExact(two.x(), times),
                Math.multiplyExact(two.y(), times),
                Math.multiplyExact(two.z(), times),
                Math.multiplyExact(two.excess(), times));

        assertThat(many.spreadKm()).isCloseTo(two.spreadKm(), within(0.001));
    }

    @ParameterizedTest
    @CsvSource({"600000, 33426", "60000, 334259", "1000, 334259", "0, 334259", "7200000, 2785.5"})
    void speedIsTheDistanceByTheTimeOrByAMinute(long ms, double kmPerHour) {
        List<TimedPosition> path = List.of(new TimedPosition(NOW, LONDON), new TimedPosition(NOW + ms, NEW_YORK));

        assertThat(TimedPosition.highestSpeed(path)).isCloseTo(kmPerHour, within(0.5));
    }

    @Test
    void highestSpeedIsThatOfTheFastestStep() {
        List<TimedPosition> path = new ArrayList<>();
        assertThat(TimedPosition.highestSpeed(path)).isNaN();
        path.add(new TimedPosition(NOW, LONDON));
        assertThat(TimedPosition.highestSpeed(path)).isNaN();
        path.add(new TimedPosition(NOW + 3_600_000, LONDON));
        assertThat(TimedPosition.highestSpeed(path)).isZero();
        path.add(new TimedPosition(NOW + 5_400_000, NEW_YORK));
        path.add(new TimedPosition(NOW + 9_000_000, LONDON));
        assertThat(TimedPosition.highestSpeed(path)).isCloseTo(11_142, within(0.5));
    }

    private static PositionSums sums(List<Position> positions) {
        return new PositionSums(
                positions.size(),
                positions.stream().mapToLong(Position::x).sum(),
                positions.stream().mapToLong(Position::y).sum(),
                positions.stream().mapToLong(Position::z).sum(),
                positions.stream().mapToLong(Position::excess).sum());
    }
}
