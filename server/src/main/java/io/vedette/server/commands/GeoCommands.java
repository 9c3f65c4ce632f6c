package io.vedette.server.commands;

import io.vedette.resp.Argv;
import io.vedette.resp.Errors;
import io.vedette.resp.ReplyWriter;
import io.vedette.server.geo.GeoCell;
import io.vedette.server.geo.GeoPoint;
import io.vedette.server.values.SortedSetValue;
import io.vedette.session.Call;
import io.vedette.session.CommandTable;

/** Places by name; searches are in {@link GeoSearch}. A place is a member of a sorted set, and the log hears ZADD. */
final class GeoCommands {
    private static final byte[] ZADD = Store.word("zadd");

    private final Store store;
    private final SortedSetAdd scores;

    GeoCommands(Store store) {
        this.store = store;
        this.scores = new SortedSetAdd(store);
    }

    void bindTo(CommandTable table) {
        table.bind("geoadd", this::geoadd);
        table.bind("geodist", this::geodist);
        table.bind("geohash", this::geohash);
        table.bind("geopos", this::geopos);
        new GeoSearch(store).bindTo(table);
    }

    private void geoadd(Call call) {
        Argv argv = call.argv();
        int first = 2;
        boolean onlyNew = false;
        boolean onlyPresent = false;
        while (first < argv.size() && (argv.is(first, "nx") || argv.is(first, "xx") || argv.is(first, "ch"))) {
            onlyNew |= argv.is(first, "nx");
            onlyPresent |= argv.is(first, "xx");
            first++;
        }
        int places = (argv.size() - first) / 3;
        if ((argv.size() - first) % 3 != 0 || onlyNew && onlyPresent) {
            throw Errors.syntax();
        }
        byte[][] words = new byte[first + 2 * places][];
        words[0] = ZADD;
        for (int i = 1; i < first; i++) {
            words[i] = argv.bytes(i);
        }
        for (int i = 0; i < places; i++) {
            words[first + 2 * i] = Store.word(GeoUnit.point(argv, first + 3 * i).score());
            words[first + 2 * i + 1] = argv.bytes(first + 3 * i + 2);
        }
        if (scores.add(call, new Argv(words)) > 0) {
            store.propagate(words);
        }
    }

    private SortedSetValue places(Call call) {
        return store.database(call).find(call.argv().bytes(1)).asSortedSet();
    }

    private void geodist(Call call) {
        Argv argv = call.argv();
        double unitMeters = argv.size() == 5 ? GeoUnit.meters(argv, 4) : 1;
        if (argv.size() > 5) {
            throw Errors.syntax();
        }
        SortedSetValue places = places(call);
        double from = places.score(argv.bytes(2));
        double to = places.score(argv.bytes(3));
        if (Double.isNaN(from) || Double.isNaN(to)) {
            call.reply().nullBulk();
        } else {
            GeoUnit.distance(call.reply(), GeoPoint.of(from).metersTo(GeoPoint.of(to)) / unitMeters);
        }
    }

    private void geohash(Call call) {
        Argv argv = call.argv();
        ReplyWriter reply = call.reply();
        SortedSetValue places = places(call);
        reply.array(argv.size() - 2);
        for (int i = 2; i < argv.size(); i++) {
            double score = places.score(argv.bytes(i));
            if (Double.isNaN(score)) {
                reply.nullBulk();
            } else {
                reply.bulk(GeoCell.text(GeoPoint.of(score)));
            }
        }
    }

    private void geopos(Call call) {
        Argv argv = call.argv();
        ReplyWriter reply = call.reply();
        SortedSetValue places = places(call);
        reply.array(argv.size() - 2);
        for (int i = 2; i < argv.size(); i++) {
            double score = places.score(argv.bytes(i));
            if (Double.isNaN(score)) {
                reply.nullArray();
            } else {
                GeoUnit.coordinates(reply, GeoPoint.of(score));
            }
        }
    }
}
