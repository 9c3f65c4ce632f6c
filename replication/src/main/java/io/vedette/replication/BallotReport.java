package io.vedette.replication;

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
        StringBuilder out = new StringBuilder();
        if (vow.inGroup()) {
            field(out, "vedette_group", vow.group());
            field(out, "vedette_standing", standing());
            field(out, "vedette_promised", vow.promised().toString());
            field(out, "vedette_key", place.key().toString());
            if (place.marker().isSet()) {
                field(out, "vedette_confirming", place.marker().present().toString());
                field(
                        out,
                        "vedette_confirming_next",
                        place.marker().next().map(Electorate::toString).orElse("none"));
            }
            field(out, "vedette_counted", ballots.whyNotCounted().orElse("yes"));
            field(out, "vedette_amnesiac", ballots.isAmnesiac() ? "1" : "0");
            field(out, "vedette_confirms_from_disk", fromDisk ? "1" : "0");
        }
        if (vow.inGroup() || vow.hollow()) {
            field(out, "vedette_hollow", vow.hollow() ? "1" : "0");
        }
        return out.toString();
    }

    /** In lower case. */
    public String standing() {
        return ballots.standing().name().toLowerCase(Locale.ROOT);
    }

    private static void field(StringBuilder out, String name, String value) {
        out.append(name).append(':').append(value).append("\r\n");
    }
}
