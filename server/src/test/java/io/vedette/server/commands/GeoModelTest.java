package io.vedette.server.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Places against a plain map that looks at every one: nothing near a border is left out, nothing far away is found. */
class GeoModelTest {
    private static final double EARTH_RADIUS_METERS = 6372797.560856;
    private static final double MOST_LATITUDE = 85.05112878;
    /** Half a cell of 26 bits, in degrees, and a little. */
    private static final double CELL_DEGREES = 360.0 / (1 << 26);
    /** What lies so near to a border may be on either side: the last digits of a sine. */
    private static final double DOUBTFUL = 1e-7;

    private record Place(double longitude, double latitude) {
        double metersTo(Place other) {
            double u = Math.sin((Math.toRadians(other.latitude) - Math.toRadians(latitude)) / 2);
            double v = Math.sin((Math.toRadians(other.longitude) - Math.toRadians(longitude)) / 2);
            double a = u * u + Math.cos(Math.toRadians(latitude)) * Math.cos(Math.toRadians(other.latitude)) * v * v;
            return 2 * EARTH_RADIUS_METERS * Math.asin(Math.sqrt(Math.min(1, a)));
        }
    }

    private final Bench bench = new Bench();
    private final Map<String, Place> model = new HashMap<>();

    @ParameterizedTest
    @CsvSource({"1, 180, 85", "2, 180, 85", "3, 2, 2", "4, 0.05, 0.05", "5, 20, 80"})
    void searchesFindWhatLiesWithin(long seed, double widthDegrees, double heightDegrees) {
        Random random = new Random(seed);
        for (int i = 0; i < 400; i++) {
            add(random, "m" + random.nextInt(300), widthDegrees, heightDegrees);
        }
        for (int i = 0; i < 300; i++) {
            Place center = place(random, widthDegrees, heightDegrees);
            double meters = Math.exp(random.nextDouble() * Math.log(25_000_000));
            if (random.nextBoolean()) {
                byRadius(random, center, meters);
            } else {
                byBox(center, meters, Math.exp(random.nextDouble() * Math.log(25_000_000)));
            }
        }
    }

    private static Place place(Random random, double widthDegrees, double heightDegrees) {
        return new Place((2 * random.nextDouble() - 1) * widthDegrees, (2 * random.nextDouble() - 1) * heightDegrees);
    }

    /** Adds a member and keeps the place that the server keeps, which is a cell's middle. */
    private void add(Random random, String member, double widthDegrees, double heightDegrees) {
        Place wanted = place(random, widthDegrees, heightDegrees);
        bench.ask("GEOADD", "k", "" + wanted.longitude(), "" + wanted.latitude(), member);
        List<String> kept = ReplyText.leaves(bench.ask("GEOPOS", "k", member));
        Place place = new Place(Double.parseDouble(kept.get(0)), Double.parseDouble(kept.get(1)));
        assertEquals(wanted.longitude(), place.longitude(), CELL_DEGREES);
        assertEquals(wanted.latitude(), place.latitude(), CELL_DEGREES * 2 * MOST_LATITUDE / 360);
        model.forEach((other, there) -> {
            if (random.nextInt(100) == 0 && !other.equals(member)) {
                double expected = place.metersTo(there);
                double seen = Double.parseDouble(ReplyText.bulk(bench.ask("GEODIST", "k", member, other)));
                assertEquals(expected, seen, 1e-4 + expected * DOUBTFUL);
            }
        });
        model.put(member, place);
    }

    private void byRadius(Random random, Place center, double meters) {
        List<String> words = new ArrayList<>(from(center));
        words.addAll(List.of("BYRADIUS", "" + meters, "m"));
        boolean farthestFirst = random.nextBoolean();
        words.add(farthestFirst ? "DESC" : "ASC");
        List<String> found = ReplyText.leaves(bench.ask(words.toArray(String[]::new)));
        assertFound(found, member -> meters - center.metersTo(model.get(member)), words);
        Comparator<Double> order = farthestFirst ? Comparator.reverseOrder() : Comparator.naturalOrder();
        List<Double> distances =
                found.stream().map(member -> center.metersTo(model.get(member))).toList();
        for (int i = 1; i < distances.size(); i++) {
            boolean nearlySame = Math.abs(distances.get(i) - distances.get(i - 1)) < 1;
            assertTrue(nearlySame || order.compare(distances.get(i - 1), distances.get(i)) <= 0, "in order");
        }
        if (!found.isEmpty()) {
            int few = 1 + random.nextInt(found.size());
            words.addAll(List.of("COUNT", "" + few));
            assertEquals(found.subList(0, few), ReplyText.leaves(bench.ask(words.toArray(String[]::new))));
        }
    }

    /** How far a member lies within the box, or outside of it if that is negative. */
    private void byBox(Place center, double width, double height) {
        List<String> words = new ArrayList<>(from(center));
        words.addAll(List.of("BYBOX", "" + width, "" + height, "m"));
        List<String> found = ReplyText.leaves(bench.ask(words.toArray(String[]::new)));
        assertFound(
                found,
                member -> {
                    Place there = model.get(member);
                    double along = there.metersTo(new Place(center.longitude(), there.latitude()));
                    double across = EARTH_RADIUS_METERS
                            * Math.abs(Math.toRadians(there.latitude()) - Math.toRadians(center.latitude()));
                    return Math.min(width / 2 - along, height / 2 - across);
                },
                words);
    }

    private static List<String> from(Place center) {
        return List.of("GEOSEARCH", "k", "FROMLONLAT", "" + center.longitude(), "" + center.latitude());
    }

    private interface Margin {
        double meters(String member);
    }

    private void assertFound(List<String> found, Margin margin, List<String> words) {
        Set<String> seen = new HashSet<>(found);
        assertEquals(found.size(), seen.size(), "each once");
        for (String member : model.keySet()) {
            double meters = margin.meters(member);
            if (Math.abs(meters) > 1) {
                assertEquals(
                        meters > 0,
                        seen.contains(member),
                        () -> member + " at " + model.get(member) + ", " + meters + " m: " + String.join(" ", words));
            }
        }
    }
}
