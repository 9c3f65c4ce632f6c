package io.vedette.server.commands;

import io.vedette.resp.Argv;
import io.vedette.resp.Errors;
import io.vedette.server.geo.GeoPoint;
import io.vedette.server.geo.GeoShape;
import io.vedette.server.values.SortedSetValue;
import java.util.Optional;

/** The words of a search, of the newer form (GEOSEARCH) and of the older one (GEORADIUS). One for each request. */
final class GeoQuery {
    /** The commands that search. */
    enum Form {
        GEOSEARCH,
        GEOSEARCHSTORE,
        GEORADIUS,
        GEORADIUS_RO,
        GEORADIUSBYMEMBER,
        GEORADIUSBYMEMBER_RO;

        boolean isNew() {
            return this == GEOSEARCH || this == GEOSEARCHSTORE;
        }

        boolean isByMember() {
            return this == GEORADIUSBYMEMBER || this == GEORADIUSBYMEMBER_RO;
        }

        /** Where the key stands. */
        int key() {
            return this == GEOSEARCHSTORE ? 2 : 1;
        }

        private int options() {
            return isNew() ? key() + 1 : isByMember() ? 5 : 6;
        }

        private boolean mayStore() {
            return this == GEORADIUS || this == GEORADIUSBYMEMBER;
        }
    }

    enum Sort {
        NONE,
        ASCENDING,
        DESCENDING
    }

    /** Builds the shape when the centre is known. */
    private interface Extent {
        GeoShape around(GeoPoint centre);
    }

    private final Argv argv;
    private final Form form;
    private final SortedSetValue places;
    /** False if there is no such key: then a member as the centre is not looked for. */
    private final boolean exists;

    private Optional<GeoPoint> centre = Optional.empty();
    private boolean byMember;
    private Optional<Extent> extent = Optional.empty();
    private boolean byRadius;
    private double unitMeters = 1;
    private boolean withDistance;
    private boolean withHash;
    private boolean withCoordinates;
    private boolean any;
    private boolean storesDistance;
    private Optional<byte[]> target = Optional.empty();
    private Sort sort = Sort.NONE;
    private long count;

    private GeoQuery(Argv argv, Form form, SortedSetValue places, boolean exists) {
        this.argv = argv;
        this.form = form;
        this.places = places;
        this.exists = exists;
    }

    static GeoQuery parse(Argv argv, Form form, SortedSetValue places, boolean exists) {
        GeoQuery query = new GeoQuery(argv, form, places, exists);
        query.head();
        int i = form.options();
        while (i < argv.size()) {
            i += query.option(i, argv.size() - i - 1);
        }
        query.check();
        return query;
    }

    // ---- what was asked

    GeoShape shape() {
        return extent.orElseThrow().around(centre.orElseThrow());
    }

    double unitMeters() {
        return unitMeters;
    }

    boolean withDistance() {
        return withDistance;
    }

    boolean withHash() {
        return withHash;
    }

    boolean withCoordinates() {
        return withCoordinates;
    }

    /** Where the result goes; the client if there is none. */
    Optional<byte[]> target() {
        return target;
    }

    boolean storesDistance() {
        return storesDistance;
    }

    /** Most results, 0 for all. */
    long count() {
        return count;
    }

    /** Any places will do, not the nearest. */
    boolean any() {
        return any;
    }

    /** Who wants only some without saying which gets the nearest. */
    Sort sort() {
        return count != 0 && sort == Sort.NONE && !any ? Sort.ASCENDING : sort;
    }

    // ---- words

    /** What the older form has in fixed places, and the newer one's target. */
    private void head() {
        if (form == Form.GEOSEARCHSTORE) {
            target = Optional.of(argv.bytes(1));
        } else if (form.isByMember() && exists) {
            centre = Optional.of(member(2));
            radius(3);
        } else if (!form.isNew() && !form.isByMember()) {
            centre = Optional.of(GeoUnit.point(argv, 2));
            radius(4);
        }
    }

    /** One option; how many words it took. */
    private int option(int i, int more) {
        if (argv.is(i, "withdist")) {
            withDistance = true;
        } else if (argv.is(i, "withhash")) {
            withHash = true;
        } else if (argv.is(i, "withcoord")) {
            withCoordinates = true;
        } else if (argv.is(i, "any")) {
            any = true;
        } else if (argv.is(i, "asc")) {
            sort = Sort.ASCENDING;
        } else if (argv.is(i, "desc")) {
            sort = Sort.DESCENDING;
        } else if (argv.is(i, "count") && more >= 1) {
            count = argv.asLong(i + 1);
            if (count <= 0) {
                throw Errors.countMustBePositive();
            }
            return 2;
        } else if (form.mayStore() && more >= 1 && (argv.is(i, "store") || argv.is(i, "storedist"))) {
            target = Optional.of(argv.bytes(i + 1));
            storesDistance = argv.is(i, "storedist");
            return 2;
        } else if (form == Form.GEOSEARCHSTORE && argv.is(i, "storedist")) {
            storesDistance = true;
        } else if (form.isNew()) {
            return where(i, more);
        } else {
            throw Errors.syntax();
        }
        return 1;
    }

    private int where(int i, int more) {
        boolean byPoint = centre.isPresent() && !byMember;
        boolean byBox = extent.isPresent() && !byRadius;
        if (argv.is(i, "frommember") && more >= 1 && !byPoint) {
            byMember = true;
            centre = Optional.of(exists ? member(i + 1) : new GeoPoint(0, 0));
            return 2;
        }
        if (argv.is(i, "fromlonlat") && more >= 2 && !byMember) {
            centre = Optional.of(GeoUnit.point(argv, i + 1));
            return 3;
        }
        if (argv.is(i, "byradius") && more >= 2 && !byBox) {
            byRadius = true;
            radius(i + 1);
            return 3;
        }
        if (argv.is(i, "bybox") && more >= 3 && !byRadius) {
            box(i + 1);
            return 4;
        }
        throw Errors.syntax();
    }

    private GeoPoint member(int position) {
        double score = places.score(argv.bytes(position));
        if (Double.isNaN(score)) {
            throw Errors.geoMember();
        }
        return GeoPoint.of(score);
    }

    private void radius(int position) {
        double radius = GeoUnit.length(argv, position, Errors.geoRadius());
        if (radius < 0) {
            throw Errors.geoRadiusNegative();
        }
        double unit = GeoUnit.meters(argv, position + 1);
        unitMeters = unit;
        extent = Optional.of(middle -> new GeoShape.Circle(middle, radius * unit));
    }

    private void box(int position) {
        double width = GeoUnit.length(argv, position, Errors.geoWidth());
        double height = GeoUnit.length(argv, position + 1, Errors.geoHeight());
        if (width < 0 || height < 0) {
            throw Errors.geoBoxNegative();
        }
        double unit = GeoUnit.meters(argv, position + 2);
        unitMeters = unit;
        extent = Optional.of(middle -> new GeoShape.Box(middle, width, height, unit));
    }

    private void check() {
        if (target.isPresent() && (withDistance || withHash || withCoordinates)) {
            throw Errors.geoStoreWithFields(
                    form == Form.GEOSEARCHSTORE ? "GEOSEARCHSTORE" : "STORE option in GEORADIUS");
        }
        if (form.isNew() && centre.isEmpty()) {
            throw Errors.geoCentre(argv.bytes(0));
        }
        if (form.isNew() && extent.isEmpty()) {
            throw Errors.geoExtent(argv.bytes(0));
        }
        if (any && count == 0) {
            throw Errors.geoAnyWithoutCount();
        }
    }
}
