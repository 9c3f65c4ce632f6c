package io.vedette.session;

import java.util.EnumMap;
import java.util.Map;

/**
 * Whether commands of clients are held, and until when. Several may ask for it at once (CLIENT PAUSE, a failover, a
 * shutdown): the stricter kind and the latest end hold. Owned by the loop; has no timer: {@link Dispatcher#tick} looks.
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
        if (kind != Kind.OFF && nowMillis >= untilMillis) {
            asked.values().removeIf(request -> nowMillis >= request.untilMillis);
            sum();
        }
        return kind;
    }

    /** True if nobody asked for a pause whose end has not been noticed yet. */
    boolean isOff() {
        return kind == Kind.OFF;
    }

    /** When the pause ends, milliseconds since 1970; 0 = there is none. */
    public long untilMillis() {
        return untilMillis;
    }

    private void sum() {
        kind = Kind.OFF;
        untilMillis = 0;
        for (Asked request : asked.values()) {
            kind = request.kind.compareTo(kind) > 0 ? request.kind : kind;
            untilMillis = Math.max(untilMillis, request.untilMillis);
        }
    }
}
