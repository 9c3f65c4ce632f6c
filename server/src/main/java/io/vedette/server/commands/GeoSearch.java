package io.vedette.server.commands;

import io.vedette.resp.Argv;
import io.vedette.resp.HeapMeter;
import io.vedette.resp.ReplyWriter;
import io.vedette.server.geo.GeoPoint;
import io.vedette.server.geo.GeoShape;
import io.vedette.server.keyspace.Database;
import io.vedette.server.keyspace.KeyEvent;
import io.vedette.server.values.Border;
import io.vedette.server.values.SortedSetValue;
import io.vedette.server.values.Value;
import io.vedette.session.Call;
import io.vedette.session.CommandTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** GEOSEARCH, GEORADIUS and their kin: the places in a shape. */
final class GeoSearch {
    /** Elements looked at before the next look whether there are enough. */
    private static final long STRIDE = 64;

    private final Store store;

    GeoSearch(Store store) {
        this.store = store;
    }

    private record Found(byte[] member, double score, GeoPoint point, double meters) {
        /** What it takes beside the member's word, with the point; an estimate. */
        private static final int BYTES = 80;
    }

    void bindTo(CommandTable table) {
        for (GeoQuery.Form form : GeoQuery.Form.values()) {
            table.bind(Store.lowerCase(form.name()), call -> search(call, form));
        }
    }

    private void search(Call call, GeoQuery.Form form) {
        Argv argv = call.argv();
        Database database = store.database(call);
        Value value = database.find(argv.bytes(form.key()));
        SortedSetValue places = value.asSortedSet();
        GeoQuery query = GeoQuery.parse(argv, form, places, value.exists());
        List<Found> found = value.exists() ? chosen(places, query) : List.of();
        if (query.target().isEmpty()) {
            answer(call.reply(), query, found);
            return;
        }
        SortedSetValue result = new SortedSetValue(store.keyspace().values());
        for (Found each : found) {
            result.put(each.member(), query.storesDistance() ? each.meters() / query.unitMeters() : each.score());
        }
        call.reply()
                .integer(SortedSetRangeCommands.keep(
                        database,
                        query.target().get(),
                        result,
                        form == GeoQuery.Form.GEOSEARCHSTORE ? KeyEvent.GEOSEARCHSTORE : KeyEvent.GEORADIUSSTORE));
    }

    private static List<Found> chosen(SortedSetValue places, GeoQuery query) {
        List<Found> found = within(places, query.shape(), query.any() ? query.count() : Long.MAX_VALUE);
        Comparator<Found> byDistance = Comparator.comparingDouble(Found::meters);
        switch (query.sort()) {
            case NONE -> {}
            case ASCENDING -> found.sort(byDistance);
            case DESCENDING -> found.sort(byDistance.reversed());
        }
        return query.count() == 0 || found.size() < query.count() ? found : found.subList(0, (int) query.count());
    }

    private static List<Found> within(SortedSetValue places, GeoShape shape, long most) {
        List<Found> found = new ArrayList<>();
        HeapMeter meter = new HeapMeter();
        for (GeoShape.Scores scores : shape.scores()) {
            long to = places.rank(new Border.AtScore(scores.to(), false));
            long at = places.rank(new Border.AtScore(scores.from(), false));
            for (; at < to && found.size() < most; at += STRIDE) {
                places.forEach(at, Math.min(to, at + STRIDE), false, (member, score) -> {
                    GeoPoint point = GeoPoint.of(score);
                    double meters = shape.metersFromCentre(point);
                    if (meters != GeoShape.OUTSIDE && found.size() < most) {
                        meter.take(member.length + HeapMeter.WORD_OVERHEAD_BYTES + Found.BYTES);
                        found.add(new Found(member, score, point, meters));
                    }
                });
            }
        }
        return found;
    }

    private static void answer(ReplyWriter reply, GeoQuery query, List<Found> found) {
        int fields =
                1 + (query.withDistance() ? 1 : 0) + (query.withHash() ? 1 : 0) + (query.withCoordinates() ? 1 : 0);
        reply.array(found.size());
        for (Found each : found) {
            if (fields > 1) {
                reply.array(fields);
            }
            reply.bulk(each.member());
            if (query.withDistance()) {
                GeoUnit.distance(reply, each.meters() / query.unitMeters());
            }
            if (query.withHash()) {
                reply.integer((long) each.score());
            }
            if (query.withCoordinates()) {
                GeoUnit.coordinates(reply, each.point());
            }
        }
    }
}
