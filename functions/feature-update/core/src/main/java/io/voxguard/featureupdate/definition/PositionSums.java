package io.voxguard.featureupdate.definition;

/**
 * Sums over the positions of events: all that their spread follows from.
 *
 * @param count number of positions
 * @param excess sum of {@link Position#excess}
 */
public record PositionSums(long count, long x, long y, long z, long excess) {
    /** Sums of no position. */
    public static final PositionSums EMPTY = new PositionSums(0, 0, 0, 0, 0);

    /** Returns the root mean square distance of the positions from their mean, through the sphere, in kilometres; NaN without positions. */
    double spreadKm() {
        if (count == 0) {
            return Expression.NULL;
        }
        double n = count;
        double meanX = x / n;
        double meanY = y / n;
        double meanZ = z / n;
        double meanSquare = (double) Position.RADIUS * Position.RADIUS + excess / n;
        double variance = meanSquare - (meanX * meanX + meanY * meanY + meanZ * meanZ);
        return Math.sqrt(Math.max(0, variance)) / Position.UNITS_PER_KM;
    }
}
