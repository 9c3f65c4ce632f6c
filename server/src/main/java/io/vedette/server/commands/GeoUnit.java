package io.vedette.server.commands;

import io.vedette.resp.Argv;
import io.vedette.resp.Doubles;
import io.vedette.resp.Errors;
import io.vedette.resp.ReplyWriter;
import io.vedette.resp.RespException;
import io.vedette.server.geo.GeoPoint;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;

/** Places and distances in words: what the geo commands read and write. */
final class GeoUnit {
    private static final int DISTANCE_DIGITS = 4;
    private static final int COORDINATE_DIGITS = 17;

    private GeoUnit() {}

    /** Meters of a unit. */
    static double meters(Argv argv, int position) {
        if (argv.is(position, "m")) {
            return 1;
        }
        if (argv.is(position, "km")) {
            return 1000;
        }
        if (argv.is(position, "ft")) {
            return 0.3048;
        }
        if (argv.is(position, "mi")) {
            return 1609.34;
        }
        throw Errors.geoUnit();
    }

    /** A length of the client's, not negative yet. */
    static double length(Argv argv, int position, RespException notANumber) {
        try {
            return Doubles.parse(argv.bytes(position));
        } catch (RespException e) {
            throw notANumber;
        }
    }

    /** Longitude and latitude, two words. */
    static GeoPoint point(Argv argv, int position) {
        GeoPoint point = new GeoPoint(Doubles.parse(argv.bytes(position)), Doubles.parse(argv.bytes(position + 1)));
        if (!point.isOnMap()) {
            throw Errors.geoNotOnMap(sixDigits(point.longitude()), sixDigits(point.latitude()));
        }
        return point;
    }

    private static String sixDigits(double value) {
        if (Double.isInfinite(value)) {
            return Doubles.text(value);
        }
        BigDecimal digits = rounded(value, 6);
        boolean negativeZero = digits.signum() == 0 && Math.copySign(1, value) < 0;
        return (negativeZero ? "-" : "") + digits.toPlainString();
    }

    static void distance(ReplyWriter reply, double distance) {
        reply.bulk(rounded(distance, DISTANCE_DIGITS).toPlainString().getBytes(StandardCharsets.ISO_8859_1));
    }

    static void coordinates(ReplyWriter reply, GeoPoint point) {
        reply.array(2);
        reply.decimal(coordinate(point.longitude()));
        reply.decimal(coordinate(point.latitude()));
    }

    private static String coordinate(double degrees) {
        BigDecimal rounded = rounded(degrees, COORDINATE_DIGITS);
        return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
    }

    private static BigDecimal rounded(double value, int digits) {
        return new BigDecimal(value).setScale(digits, RoundingMode.HALF_EVEN);
    }
}
