package io.vedette.server.appendonly;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vedette.rdb.RdbReplication;
import io.vedette.replication.Ballot;
import io.vedette.replication.Marker;
import io.vedette.resp.Argv;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlaceFoundTest {
    private static final String ID = "a".repeat(40);
    private static final Marker MARKER = new Marker("g", new Ballot(5, "1"), ID, 0, List.of());
    private static final RdbReplication PLACE = new RdbReplication(3, ID, 77, Optional.of(MARKER.text()));

    private final PlaceFound found = new PlaceFound();

    private void line(RdbReplication place) {
        String text = new String(Annotations.place(place), StandardCharsets.US_ASCII);
        found.annotation(text.strip().getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void aBaseTellsItsPlaceAndALineBehindRecordsTellsTheirs() {
        found.base(Optional.of(PLACE));
        assertEquals(Optional.of(PLACE), found.known());
        found.command(Argv.of("SET", "k", "1"));
        assertEquals(Optional.empty(), found.known(), "nothing tells where that ends");
        line(new RdbReplication(0, ID, 99, Optional.empty()));
        assertEquals(Optional.of(new RdbReplication(0, ID, 99, Optional.of(MARKER.text()))), found.known());
    }

    @Test
    void aMarkerAmongTheRecordsTakesThePlaceOfTheOneBefore() {
        found.base(Optional.of(PLACE));
        Marker later = new Marker("g", new Ballot(6, "1"), ID, 0, List.of());
        found.command(later.command());
        line(PLACE);
        assertEquals(Optional.of(later.text()), found.known().flatMap(RdbReplication::marker));
    }

    @Test
    void aPlaceInAHistoryOfNobodyIsNone() {
        line(PLACE);
        assertEquals(Optional.empty(), found.known());
    }

    @Test
    void otherLinesTellNothing() {
        found.base(Optional.of(PLACE));
        found.annotation("#TS:5".getBytes(StandardCharsets.US_ASCII));
        found.annotation(("#VEDETTE:" + ID + " x 0").getBytes(StandardCharsets.US_ASCII));
        assertEquals(Optional.of(PLACE), found.known());
    }
}
