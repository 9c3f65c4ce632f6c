package io.vedette.sentinel.core;

import java.util.List;
import java.util.Optional;

/** What a {@link FakeServer} that knows ballots has promised and holds. Owned by its server. */
final class FakeMember {
    private final String serverId;
    private Ballot promised = Ballot.NONE;
    private long marker;
    private boolean leads;
    private boolean detached;
    private boolean overridden;
    private Optional<String> notCounted = Optional.empty();
    private boolean fromDisk = true;
    private List<Electorate> electorates = List.of();

    FakeMember(int port) {
        serverId = "m" + port;
    }

    /** It belongs to a group that began before the scenario does. */
    void belongs(long epoch, List<Electorate> lists, boolean master) {
        promised = new Ballot(epoch, "a");
        marker = epoch;
        electorates = lists;
        leads = master;
    }

    void promises(long epoch) {
        promised = new Ballot(epoch, "b");
        detached = true;
        leads = false;
    }

    /** An operator's word made it a replica. */
    void overridden(long epoch) {
        promised = new Ballot(epoch, "a");
        overridden = true;
        notCounted("foreign");
    }

    /** Its leader's word whom to follow was lost. */
    void waits() {
        detached = true;
    }

    /** Who led does so no more; a replica finds its master in its configuration. */
    void restarted() {
        detached |= leads;
        leads = false;
    }

    boolean isDetached() {
        return detached;
    }

    void notCounted(String why) {
        notCounted = Optional.of(why);
    }

    void confirmsFromMemory() {
        fromDisk = false;
    }

    Testimony testimony(FakeServer server) {
        return new Testimony(
                serverId,
                server.runId(),
                new LogKey(marker, server.offset()),
                promised,
                notCounted,
                server.priority(),
                fromDisk,
                electorates);
    }

    /** @return the refusal, if it is one */
    Optional<String> obey(Decree decree, FakeServer server, long now) {
        Ballot ballot = switch (decree) {
            case Decree.Key key -> promised;
            case Decree.Prepare prepare -> prepare.ballot();
            case Decree.Promote promote -> promote.ballot();
            case Decree.Follow follow -> follow.ballot();
        };
        if (ballot.epoch() < promised.epoch() || ballot.epoch() == promised.epoch() && !ballot.equals(promised)) {
            return Optional.of("PROMISED " + promised.epoch() + " " + promised.token() + " has been promised");
        }
        promised = ballot;
        switch (decree) {
            case Decree.Key key -> {}
            case Decree.Prepare prepare -> {
                detached = true;
                leads = false;
            }
            case Decree.Promote promote -> {
                server.promote();
                detached = false;
                leads = true;
                marker = ballot.epoch();
                electorates = List.of(promote.electorate());
            }
            case Decree.Follow follow -> {
                server.follow(follow.master(), now, 30);
                detached = false;
                overridden = false;
                leads = false;
                marker = ballot.epoch();
            }
        }
        return Optional.empty();
    }

    String info() {
        String standing = overridden
                ? "foreign"
                : leads ? "leading" : detached ? "detached" : promised.isNone() ? "outside" : "following";
        return "vedette_version:x\r\nvedette_standing:" + standing + "\r\nvedette_promised:" + promised.epoch() + " "
                + promised.token() + "\r\nvedette_confirms_from_disk:" + (fromDisk ? 1 : 0) + "\r\n"
                + (electorates.isEmpty() ? "" : "vedette_confirming:" + electorates.getFirst() + "\r\n")
                + (electorates.size() < 2 ? "" : "vedette_confirming_next:" + electorates.getLast() + "\r\n");
    }
}
