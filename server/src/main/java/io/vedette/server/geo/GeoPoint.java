package io.vedette.server.geo;

/**
 * A place.
 *
 * @param longitude degrees, -180 to 180
 * @param latitude degrees; those beyond {@link #MOST_LATITUDE} have no score
 */
public record GeoPoint(double longitude, double latitude) {
    public static final double MOST_LONGITUDE = 180;

    /** Where the square map of the Mercator projection ends (EPSG:900913). */
    public static final double MOST_LATITUDE = 85.05112878;

    /** The earth's quadratic mean radius, WGS 84. */
    static final double EARTH_RADIUS_METERS = 6_372_797.560856;

    private static final double TWO_TO_63 = 0x1p63;

    private static final double RADIANS = Math.PI / 180;

    /** Whether the place has a score. */
    public boolean isOnMap() {
        return Math.abs(longitude) <= MOST_LONGITUDE && Math.abs(latitude) <= MOST_LATITUDE;
    }

    /** The middle of the finest cell that a score means; one that GEOADD never gave, too, as on the processors that most have. */
    public static GeoPoint of(double score) {
        return new GeoCell(unsigned(score), GeoCell.FINEST).middle();
    }

    private static long unsigned(double score) {
        if (score < TWO_TO_63) {
            return (long) score;
        }
        return score < 2 * TWO_TO_63 ? (long) (score - TWO_TO_63) ^ Long.MIN_VALUE : 0;
    }

    /** The score: 52 bits, a whole number. */
    public long score() {
        return GeoCell.around(this, GeoCell.FINEST, MOST_LATITUDE).firstScore();
    }

    /** By the haversine formula, on a sphere. */
    public double metersTo(GeoPoint other) {
        double v = Math.sin((radians(other.longitude) - radians(longitude)) / 2);
        if (v == 0) {
            return metersBetweenLatitudes(latitude, other.latitude);
        }
        double here = radians(latitude);
        double there = radians(other.latitude);
        double u = Math.sin((there - here) / 2);
        double a = u * u + Math.cos(here) * Math.cos(there) * v * v;
        return 2 * EARTH_RADIUS_METERS * Math.asin(Math.sqrt(a));
    }

    static double metersBetweenLatitudes(double from, double to) {
        return EARTH_RADIUS_METERS * Math.abs(radians(to) - radians(from));
    }

    static double radians(double degrees) {
        return degrees * RADIANS;
    }

    static double degrees(double radians) {
        return radians / RADIANS;
    }
}
