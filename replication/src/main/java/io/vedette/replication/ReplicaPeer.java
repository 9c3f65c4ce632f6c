package io.vedette.replication;

import io.vedette.config.OutputLimits;
import java.util.Optional;

/**
 * One client that is a replica of this server, or is introducing itself as one. Changed by {@link MasterCore} only; others
 * look.
 */
public final class ReplicaPeer {
    /** How far it has come. Times count from its last sign of life. */
    enum State {
        /** REPLCONF came, no PSYNC yet: no replica. */
        INTRODUCING(""),
        /** Waits for a snapshot that has not begun. */
        WAITING("wait_bgsave"),
        /** Its snapshot is being written: to the file, or to its socket. */
        SNAPSHOT("wait_bgsave"),
        /** Its file is being sent. */
        RECEIVING("send_bulk"),
        ONLINE("online");

        private final String text;

        State(String text) {
            this.text = text;
        }
    }

    private final long id;
    private final String address;
    State state = State.INTRODUCING;
    boolean marksEnd;
    boolean knowsPsync2;
    boolean usesSync;
    boolean snapshotOnly;
    SnapshotContent content = SnapshotContent.EVERYTHING;
    /** Its server id, if it is of our kind. */
    Optional<String> serverId = Optional.empty();

    /** It belongs to this server's group, and its promise permits the ballot in which this server leads. */
    boolean sworn;

    int listeningPort;
    String announcedIp = "";
    long ackOffset;
    /** What of it is on its disk, as far as it has said. */
    long fsyncedOffset;

    long heardMillis;
    long waitingSinceMillis;
    boolean streaming;
    final OutputLimits.Watch outputWatch = new OutputLimits.Watch();
    /** Its place in the log; set when it joins the log, so never read before. */
    private Optional<Cursor> cursor = Optional.empty();

    ReplicaPeer(long id, String address) {
        this.id = id;
        this.address = address;
    }

    public long id() {
        return id;
    }

    /** Where its stream stands. Only for replicas that have a place in the log. */
    public Cursor cursor() {
        return cursor.orElseThrow();
    }

    void cursor(Cursor place) {
        cursor = Optional.of(place);
    }

    /** How much of the log waits for it; 0 if it has no place there yet. */
    public long lagBytes() {
        return cursor.map(Cursor::lagBytes).orElse(0L);
    }

    /** How much of the log it needs no more; {@link Long#MAX_VALUE} if it has no place there yet. */
    long position() {
        return cursor.map(Cursor::position).orElse(Long.MAX_VALUE);
    }

    public boolean isReplica() {
        return state != State.INTRODUCING;
    }

    public boolean isOnline() {
        return state == State.ONLINE;
    }

    /** As INFO names it. */
    public String stateText() {
        return state.text;
    }

    public String ip() {
        return announcedIp.isEmpty() ? ipOfConnection() : announcedIp;
    }

    public int port() {
        return listeningPort;
    }

    public long ackOffset() {
        return ackOffset;
    }

    /** Since its last acknowledgement; 0 unless it is online. */
    public long lagSeconds(long nowMillis) {
        return isOnline() ? Math.max(0, (nowMillis - heardMillis) / 1000) : 0;
    }

    /** Whether it will have all data and the log from there: not a tool that takes a snapshot, or a part of one. */
    boolean holdsData() {
        return !snapshotOnly && content == SnapshotContent.EVERYTHING && !usesSync;
    }

    /** By what it counts as one member, however many connections it has; nothing if it has not said who it is. */
    Optional<String> memberName() {
        return listeningPort > 0 ? serverId.or(() -> Optional.of(ip() + ":" + listeningPort)) : serverId;
    }

    /** Whether everything that this peer can, the other can too, and both want the same of a snapshot. */
    boolean canShareWith(ReplicaPeer newcomer) {
        return (!marksEnd || newcomer.marksEnd)
                && (!knowsPsync2 || newcomer.knowsPsync2)
                && content == newcomer.content
                && snapshotOnly == newcomer.snapshotOnly;
    }

    /** For the log. */
    String name() {
        return listeningPort > 0 ? ip() + ":" + listeningPort : "client id #" + id;
    }

    private String ipOfConnection() {
        int colon = address.lastIndexOf(':');
        String ip = colon < 0 ? address : address.substring(0, colon);
        return ip.startsWith("[") && ip.endsWith("]") ? ip.substring(1, ip.length() - 1) : ip;
    }
}
