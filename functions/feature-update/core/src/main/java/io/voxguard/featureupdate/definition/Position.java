package io.voxguard.featureupdate.definition;

import java.util.Comparator;

/** Point on the sphere that stands for the earth, in units of 10 m from its centre: whole numbers, so that sums of positions do not depend on their order. */
public record Position(int x, int y, int z) implements Comparable<Position> {
    /** Radius of the sphere in units: 6,371 km. */
    public static final int RADIUS = 637_100;
    /** Units of a kilometre. */
    public static final double UNITS_PER_KM = 100;

    private static final Comparator<Position> ORDER =
            Comparator.comparingInt(Position::x).thenComparingInt(Position::y).thenComparingInt(Position::z);

    /** Returns the position of a place in degrees: {@code docs/wire/feature-definitions.md}. */
    public static Position of(double latitude, double longitude) {
        double phi = Math.toRadians(latitude);
        double lambda = Math.toRadians(longitude);
        double toAxis = StrictMath.cos(phi);
        return new Position(
                rounded(RADIUS * (toAxis * StrictMath.cos(lambda))),
                rounded(RADIUS * (toAxis * StrictMath.sin(lambda))),
                rounded(RADIUS * StrictMath.sin(phi)));
    }

    /** Returns the square of the distance from the centre, less that of the radius: what rounding leaves of it. */
    public long excess() {
        return square(x) + square(y) + square(z) - square(RADIUS);
    }

    /** Returns the distance over the surface. */
    double kmTo(Position other) {
        double chord = Math.sqrt(square(x - other.x) + square(y - other.y) + square(z - other.z));
        return 2 * RADIUS * StrictMath.asin(Math.min(1, chord / (2 * RADIUS))) / UNITS_PER_KM;
    }

    @Override
    public int compareTo(Position other) {
        return ORDER.compare(this, other);
    }

    private static long square(int number) {
        return (long) number * number;
    }

    /** Returns the nearest whole number; the one further from zero where two are as near. */
    private static int rounded(double number) {
        int size = (int) Math.floor(Math.abs(number) + 0.5);
        return number < 0 ? -size : size;
    }
}
