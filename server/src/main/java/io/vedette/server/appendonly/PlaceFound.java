package io.vedette.server.appendonly;

import io.vedette.rdb.RdbReplication;
import io.vedette.replication.Marker;
import io.vedette.resp.Argv;
import java.util.Optional;

/**
 * Where in a replication stream the data of an append-only file stands, as its parts tell one after the other. It is known only if
 * nothing comes behind the last line that tells it, and if the files say too whose history it is. One thread.
 */
final class PlaceFound {
    private Optional<RdbReplication> place = Optional.empty();
    private Optional<String> marker = Optional.empty();

    /** The base is a snapshot that says this of itself. */
    void base(Optional<RdbReplication> told) {
        place = told;
        marker = told.flatMap(RdbReplication::marker);
    }

    void annotation(byte[] line) {
        if (Annotations.isCut(line)) {
            place = Optional.empty();
        }
        Annotations.placeOf(line).ifPresent(told -> place = Optional.of(told));
    }

    void command(Argv argv) {
        commands();
        Marker.of(argv).ifPresent(told -> marker = Optional.of(told.text()));
    }

    /** Commands of which none is a marker. */
    void commands() {
        place = Optional.empty();
    }

    Optional<RdbReplication> known() {
        return place.filter(told -> marker.isPresent())
                .map(told -> new RdbReplication(told.streamDatabase(), told.id(), told.offset(), marker));
    }
}
