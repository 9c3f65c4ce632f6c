package io.vedette.server.geo;

import java.util.ArrayList;
import java.util.List;

/** What a search covers. */
public sealed interface GeoShape {
    /** The answer of {@link #metersFromCentre} for a place outside. */
    double OUTSIDE = -1;

    /** Half the length of the equator on the Mercator map. */
    double MERCATOR_METERS = 20_037_726.37;

    GeoPoint centre();

    /** From the centre to the northern and southern end. */
    double metersNorth();

    /** From the centre to the eastern and western end. */
    double metersEast();

    /** From the centre to the farthest place. */
    double metersFarthest();

    /** How far a place in the shape is from the centre, or {@link #OUTSIDE}. */
    double metersFromCentre(GeoPoint point);

    /** All places not farther than so far. */
    record Circle(GeoPoint centre, double radiusMeters) implements GeoShape {
        @Override
        public double metersNorth() {
            return radiusMeters;
        }

        @Override
        public double metersEast() {
            return radiusMeters;
        }

        @Override
        public double metersFarthest() {
            return radiusMeters;
        }

        @Override
        public double metersFromCentre(GeoPoint point) {
            double meters = centre.metersTo(point);
            return meters > radiusMeters ? OUTSIDE : meters;
        }
    }

    /** All places up to half a width to the east and west and half a height to the north and south; in units of the question. */
    record Box(GeoPoint centre, double width, double height, double unitMeters) implements GeoShape {
        @Override
        public double metersNorth() {
            return unitMeters * (height / 2);
        }

        @Override
        public double metersEast() {
            return unitMeters * (width / 2);
        }

        @Override
        public double metersFarthest() {
            return Math.sqrt(width / 2 * (width / 2) + height / 2 * (height / 2)) * unitMeters;
        }

        @Override
        public double metersFromCentre(GeoPoint point) {
            double north = GeoPoint.metersBetweenLatitudes(point.latitude(), centre.latitude());
            if (north > height * unitMeters / 2) {
                return OUTSIDE;
            }
            double east = point.metersTo(new GeoPoint(centre.longitude(), point.latitude()));
            return east > width * unitMeters / 2 ? OUTSIDE : centre.metersTo(point);
        }
    }

    /** A stretch of scores, the upper end not included. */
    record Scores(long from, long to) {}

    /** Where the places of the shape have their scores, in the order in which Redis looks: the middle, the sides, the corners. */
    default List<Scores> scores() {
        double north = GeoPoint.degrees(metersNorth() / GeoPoint.EARTH_RADIUS_METERS);
        double top = centre().latitude() + north;
        double bottom = centre().latitude() - north;
        // The wider side of the two is the one nearer to the equator; Redis takes the other one, and so do we.
        double narrow = GeoPoint.radians(centre().latitude() < 0 ? bottom : top);
        double east = GeoPoint.degrees(metersEast() / GeoPoint.EARTH_RADIUS_METERS / Math.cos(narrow));
        double left = centre().longitude() - east;
        double right = centre().longitude() + east;
        int step = step();
        GeoCell cell = GeoCell.around(centre(), step, GeoPoint.MOST_LATITUDE);
        boolean covers = cell.beside(0, 1).north() >= top
                && cell.beside(0, -1).south() <= bottom
                && cell.beside(1, 0).east() >= right
                && cell.beside(-1, 0).west() <= left;
        if (step > 1 && !covers) {
            step--;
            cell = GeoCell.around(centre(), step, GeoPoint.MOST_LATITUDE);
        }
        boolean small = step >= 2;
        return scores(
                cell,
                !(small && cell.north() > top),
                !(small && cell.south() < bottom),
                !(small && cell.east() > right),
                !(small && cell.west() < left));
    }

    private static List<Scores> scores(GeoCell cell, boolean north, boolean south, boolean east, boolean west) {
        List<GeoCell> cells = new ArrayList<>();
        add(cells, cell, true);
        add(cells, cell.beside(0, 1), north);
        add(cells, cell.beside(0, -1), south);
        add(cells, cell.beside(1, 0), east);
        add(cells, cell.beside(-1, 0), west);
        add(cells, cell.beside(1, 1), north && east);
        add(cells, cell.beside(-1, 1), north && west);
        add(cells, cell.beside(1, -1), south && east);
        add(cells, cell.beside(-1, -1), south && west);
        return cells.stream()
                .map(each -> new Scores(each.firstScore(), each.endScore()))
                .toList();
    }

    /** A huge shape's neighbours may be one cell; one that follows itself is looked through once, but for the middle. */
    private static void add(List<GeoCell> cells, GeoCell cell, boolean wanted) {
        if (wanted && (cells.size() < 2 || !cells.getLast().equals(cell))) {
            cells.add(cell);
        }
    }

    /** How fine the cells may be so that three in a row cover the shape nearly always. */
    private int step() {
        double meters = metersFarthest();
        if (meters == 0) {
            return GeoCell.FINEST;
        }
        int step = 1;
        while (meters < MERCATOR_METERS) {
            meters *= 2;
            step++;
        }
        step -= 2;
        // Cells are narrower towards the poles.
        double latitude = Math.abs(centre().latitude());
        step -= latitude > 80 ? 2 : latitude > 66 ? 1 : 0;
        return Math.clamp(step, 1, GeoCell.FINEST);
    }
}
