package io.vedette.server.geo;

import java.nio.charset.StandardCharsets;

/**
 * A cell of the grid: longitude and latitude halved {@code step} times each.
 *
 * @param bits the halves that were taken, latitude in the even bits, the last halving in the lowest
 */
public record GeoCell(long bits, int step) {
    /** Halvings of a score: 52 bits, which a double holds exactly. */
    static final int FINEST = 26;

    private static final long LATITUDE = 0x5555555555555555L;
    private static final long LONGITUDE = ~LATITUDE;

    /** Latitudes of the geohash of the world outside Redis. */
    private static final double WHOLE_LATITUDE = 90;

    private static final int TEXT_CHARACTERS = 11;
    private static final byte[] ALPHABET = "0123456789bcdefghjkmnpqrstuvwxyz".getBytes(StandardCharsets.ISO_8859_1);

    /** @param mostLatitude degrees north and south where the grid ends */
    static GeoCell around(GeoPoint point, int step, double mostLatitude) {
        double cells = 1L << step;
        double north = (point.latitude() + mostLatitude) / (mostLatitude + mostLatitude);
        double east = (point.longitude() + GeoPoint.MOST_LONGITUDE) / (2 * GeoPoint.MOST_LONGITUDE);
        long bits = Long.expand((long) (north * cells), LATITUDE) | Long.expand((long) (east * cells), LONGITUDE);
        return new GeoCell(bits, step);
    }

    /** The usual text of eleven characters, which other systems understand; the last one is always 0. */
    public static byte[] text(GeoPoint point) {
        long bits = around(point, FINEST, WHOLE_LATITUDE).bits;
        byte[] text = new byte[TEXT_CHARACTERS];
        for (int i = 0; i < TEXT_CHARACTERS; i++) {
            int shift = 2 * FINEST - 5 * (i + 1);
            text[i] = ALPHABET[shift < 0 ? 0 : (int) (bits >>> shift) & 0x1f];
        }
        return text;
    }

    /** The lowest score in the cell. */
    long firstScore() {
        return bits << 2 * (FINEST - step);
    }

    /** The lowest score behind the cell. */
    long endScore() {
        return bits + 1 << 2 * (FINEST - step);
    }

    /** The cell so many cells to the east and to the north; the map is round in both directions. */
    GeoCell beside(int east, int north) {
        long whole = -1L >>> 64 - 2 * step;
        long longitude = Long.expand(Long.compress(bits, LONGITUDE) + east, LONGITUDE);
        long latitude = Long.expand(Long.compress(bits, LATITUDE) + north, LATITUDE);
        return new GeoCell((longitude | latitude) & whole, step);
    }

    double south() {
        return latitude(Long.compress(bits, LATITUDE));
    }

    double north() {
        return latitude(Long.compress(bits, LATITUDE) + 1);
    }

    double west() {
        return longitude(Long.compress(bits, LONGITUDE));
    }

    double east() {
        return longitude(Long.compress(bits, LONGITUDE) + 1);
    }

    private double latitude(long cell) {
        return -GeoPoint.MOST_LATITUDE + cell * 1.0 / (1L << step) * (2 * GeoPoint.MOST_LATITUDE);
    }

    private double longitude(long cell) {
        return -GeoPoint.MOST_LONGITUDE + cell * 1.0 / (1L << step) * (2 * GeoPoint.MOST_LONGITUDE);
    }

    GeoPoint middle() {
        double longitude = (west() + east()) / 2;
        double latitude = (south() + north()) / 2;
        return new GeoPoint(
                Math.clamp(longitude, -GeoPoint.MOST_LONGITUDE, GeoPoint.MOST_LONGITUDE),
                Math.clamp(latitude, -GeoPoint.MOST_LATITUDE, GeoPoint.MOST_LATITUDE));
    }
}
