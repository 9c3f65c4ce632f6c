package io.vedette.replication;

/** What a server's place in a group wants done, in order. */
public sealed interface BallotEffect {
    /** Bring this to the disk, one store after the other, then tell {@code Stored}. */
    record Store(long number, Vow vow) implements BallotEffect {}

    /** Yes. */
    record Confirm(long client) implements BallotEffect {}

    /** The facts as they are now: {@link Ballots#facts} and what the shell knows besides. */
    record Tell(long client) implements BallotEffect {}

    /** @param line the error, without the minus and the line end */
    record Refuse(long client, String line) implements BallotEffect {}

    /**
     * At once: the link to the master is cut, what came and was not applied is dropped, a resynchronisation that runs is given up; those
     * who follow this server are cut off, replies that wait for them are answered with an error, and nothing is written or
     * appended any more.
     */
    record Detach() implements BallotEffect {}

    /** Lead: a new history begins, with this entry. */
    record BeginHistory(Marker marker) implements BallotEffect {}

    /** The history goes on with this entry; from here on a write needs what it states. */
    record ChangeMembers(Marker marker) implements BallotEffect {}

    /** Somebody waits until the log is confirmed up to there; {@link BallotEvent.Confirmed} tells of it. */
    record Await(long offset) implements BallotEffect {}

    /** Follow that one. */
    record Attach(String host, int port) implements BallotEffect {}

    /** The operator's word is done, outside of all ballots: as a master it is none of the group's history any more. */
    record Override(boolean follows, String host, int port) implements BallotEffect {}

    /** The data may go: that it is gone is on the disk. */
    record GiveUpData(long client) implements BallotEffect {}

    /** The master may be told how far we are. */
    record Acknowledge() implements BallotEffect {}

    record Note(NoteLevel level, String text) implements BallotEffect {}
}
