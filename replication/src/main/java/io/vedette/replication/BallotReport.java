package io.vedette.replication;

import io.vedette.resp.InfoFields;
import java.util.Locale;

/**
 * The fields of INFO's replication section on a server's place in its group; sentinels read them.
 *
 * @param fromDisk what this server confirms is on its disk ({@code write-quorum-fsync yes})
 */
public record BallotReport(Ballots ballots, Ballots.Place place, boolean fromDisk) {
    /** The fields, one a line: none of a server that belongs to no group and is whole. */
    public String text() {
        Vow vow = ballots.vow();
        InfoFields out = new InfoFields();
        if (vow.inGroup()) {
            out.add("vedette_group", vow.group());
            out.add("vedette_standing", standing());
            out.add("vedette_promised", vow.promised().toString());
            out.add("vedette_key", place.key().toString());
            if (place.marker().isSet()) {
                out.add("vedette_confirming", place.marker().present().toString());
                out.add(
                        "vedette_confirming_next",
                        place.marker().next().map(Electorate::toString).orElse("none"));
            }
            out.add("vedette_counted", ballots.whyNotCounted().orElse("yes"));
            out.add("vedette_amnesiac", ballots.isAmnesiac() ? "1" : "0");
            out.add("vedette_confirms_from_disk", fromDisk ? "1" : "0");
        }
        if (vow.inGroup() || vow.hollow()) {
            out.add("vedette_hollow", vow.hollow() ? "1" : "0");
        }
        return out.toString();
    }

    /** In lower case. */
    public String standing() {
        return ballots.standing().name().toLowerCase(Locale.ROOT);
    }
}
