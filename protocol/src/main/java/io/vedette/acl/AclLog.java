package io.vedette.acl;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * What was refused to whom, newest first, as ACL LOG shows it. The same thing again within {@value #GROUPING_MILLIS} ms is
 * counted in one entry. Owned by the loop.
 */
public final class AclLog {
    /** Redis' own figures. */
    private static final long GROUPING_MILLIS = 60_000;

    private static final int SCANNED_ENTRIES = 10;

    /**
     * One thing that was refused.
     *
     * @param reason {@code command}, {@code key}, {@code channel} or {@code auth}
     * @param context {@code toplevel} or {@code multi}
     * @param object name of the command, key or channel; one character a byte, as {@code user}
     * @param clientInfo the client's line in CLIENT LIST, as it was the last time
     */
    public record Entry(
            long count, String reason, String context, String object, String user, long atMillis, String clientInfo) {
        private boolean isSame(Entry other) {
            return reason.equals(other.reason)
                    && context.equals(other.context)
                    && object.equals(other.object)
                    && user.equals(other.user)
                    && Math.abs(atMillis - other.atMillis) <= GROUPING_MILLIS;
        }
    }

    private final LongSupplier maxLength;
    private final List<Entry> entries = new ArrayList<>();

    /** @param maxLength {@code acllog-max-len}, asked anew each time */
    public AclLog(LongSupplier maxLength) {
        this.maxLength = maxLength;
    }

    /** @param entry whose count is 1 */
    public void add(Entry entry) {
        Entry added = entry;
        for (int i = 0; i < Math.min(SCANNED_ENTRIES, entries.size()); i++) {
            if (entries.get(i).isSame(entry)) {
                Entry old = entries.remove(i);
                added = new Entry(
                        old.count() + 1,
                        entry.reason(),
                        entry.context(),
                        entry.object(),
                        entry.user(),
                        entry.atMillis(),
                        entry.clientInfo());
                break;
            }
        }
        entries.addFirst(added);
        while (entries.size() > maxLength.getAsLong()) {
            entries.removeLast();
        }
    }

    /** At most {@code count}, newest first. */
    public List<Entry> newest(long count) {
        return List.copyOf(entries.subList(0, Math.clamp(count, 0, entries.size())));
    }

    public void clear() {
        entries.clear();
    }
}
