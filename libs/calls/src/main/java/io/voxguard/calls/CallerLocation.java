package io.voxguard.calls;

/**
 * Place of the caller: WGS 84, in degrees.
 *
 * @param latitude from -90 to 90
 * @param longitude from -180 to 180
 */
public record CallerLocation(double latitude, double longitude) {
    static final int MAX_LATITUDE = 90;
    static final int MAX_LONGITUDE = 180;

    public CallerLocation {
        check("latitude", latitude, MAX_LATITUDE);
        check("longitude", longitude, MAX_LONGITUDE);
    }

    private static void check(String name, double degrees, int max) {
        if (!(Math.abs(degrees) <= max)) {
            throw new IllegalArgumentException(
                    name + ": expected degrees from -" + max + " to " + max + ", got " + degrees);
        }
    }
}
