package io.vedette.session;

import java.util.EnumMap;
import java.util.Map;

/**
 * Whether commands of clients are held, and until when. Several may ask for it at once (CLIENT PAUSE, a failover, a
 * shutdown): the strictest kind holds until its end, and then the next milder one, if that lasts longer. Owned by the loop; has no
 * timer: {@link Dispatcher#tick} looks.
 */
public final class Pause {
    public enum Kind {
        OFF,
        /** Commands that change data or may reach the replicas. */
        WRITE,
        ALL
    }

    public enum Purpose {
        CLIENT_COMMAND,
        FAILOVER,
        SHUTDOWN
    }

    private record Asked(Kind kind, long untilMillis) {}

    private final Map<Purpose, Asked> asked = new EnumMap<>(Purpose.class);
    private Kind kind = Kind.OFF;
    private long untilMillis;
    private boolean eased;

    public Pause() {}

    /** For one purpose the later end and the stricter kind are kept, as Redis does. */
    public void begin(Purpose purpose, Kind newKind, long newUntilMillis) {
        Asked before = asked.getOrDefault(purpose, new Asked(Kind.OFF, 0));
        Kind stricter = newKind.compareTo(before.kind) > 0 ? newKind : before.kind;
        asked.put(purpose, new Asked(stricter, Math.max(newUntilMillis, before.untilMillis)));
        sum();
    }

    public void end(Purpose purpose) {
        asked.remove(purpose);
        sum();
    }

    /** The kind in force; requests whose time is over have been dropped by then. */
    public Kind kind(long nowMillis) {
        if (kind != Kind.OFF && nowMillis >= untilMillis) { // a milder one may go on longer
            asked.values().removeIf(request -> nowMillis >= request.untilMillis);
            sum();
        }
        return kind;
    }

    /** True if nobody asked for a pause whose end has not been noticed yet. */
    boolean isOff() {
        return kind == Kind.OFF;
    }

    /** True once when the kind in force has become a milder one: some who were put off may go on. */
    boolean hasEased(long nowMillis) {
        kind(nowMillis);
        boolean has = eased;
        eased = false;
        return has;
    }

    /** The strictest kind holds, for as long as anybody asked for that kind. */
    private void sum() {
        Kind before = kind;
        kind = Kind.OFF;
        untilMillis = 0;
        for (Asked request : asked.values()) {
            if (request.kind.compareTo(kind) >= 0) {
                untilMillis = request.kind == kind ? Math.max(untilMillis, request.untilMillis) : request.untilMillis;
                kind = request.kind;
            }
        }
        eased |= kind.compareTo(before) < 0;
    }
}
