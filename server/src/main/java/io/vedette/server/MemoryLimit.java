package io.vedette.server;

import io.vedette.resp.HeapRoom;
import io.vedette.server.config.MemorySettings;
import io.vedette.server.keyspace.Keyspace;
import io.vedette.server.session.Role;
import io.vedette.session.Client;
import io.vedette.session.ClientType;
import io.vedette.session.Clients;
import io.vedette.session.Pause;
import io.vedette.session.SessionClock;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what the server holds below {@code maxmemory}: asked before each command, it evicts keys until there is room, or says that
 * there is none. What counts is data, tables, the buffers of clients and the backlog; not the program, and not what only an open snapshot
 * or a slow replica keeps.
 *
 * <p>Eviction takes a bounded time before a command goes on; what is left is done in later turns, and the commands meanwhile
 * run as if there were room, as in Redis. The heap has a bound of its own, since what lies there can kill the process.
 *
 * <p>Owner loop only.
 */
public final class MemoryLimit {
    private static final Logger LOG = LoggerFactory.getLogger(MemoryLimit.class);

    /** What data may take of the heap; the rest is for the program and the collector. Ours. */
    private static final int HEAP_PERCENT = 60;

    /** Keys evicted between two looks at the clock, as in Redis. */
    private static final int KEYS_PER_LOOK = 16;

    /** Microseconds for each step of {@code maxmemory-eviction-tenacity} up to 10, beyond which the time grows by 15 per cent a step; as in Redis. */
    private static final long MICROS_PER_STEP = 50;

    private static final int LINEAR_STEPS = 10;
    private static final int MOST_TENACITY = 100;
    private static final double GROWTH = 1.15;
    /** The excess where the system gives no more: any will do, for it ends with what is freed. */
    private static final long NO_MEMORY = 1;

    /** A full heap is collected no more often than that to see whether it still is. Ours. */
    private static final long NANOS_BETWEEN_LOOKS_AT_HEAP = 1_000_000_000;

    private static final long NOT_EXCEEDING = Long.MIN_VALUE;
    private static final long NEVER_CLEAR = -1;

    private final MemorySettings settings;
    private final Keyspace keyspace;
    private final Clients clients;
    private final Role role;
    private final Pause pause;
    private final Scheduler scheduler;
    private final SessionClock clock;
    private final long heapLimitBytes;
    private LongSupplier backlog = () -> 0;
    private LongConsumer observer = nanos -> {};
    /** What is not asked before each command but looked up now and then: tables, buffers. */
    private long otherBytes;

    /** With no more data than this there is room. Found anew after {@link #lookAround}; until then the heap's bound is not looked at. */
    private long clearBytes = NEVER_CLEAR;

    private long startupBytes;
    /** The heap itself was full at the last {@link #beat}, whatever has filled it. */
    private boolean heapIsFull;

    private long heapLookedAtNanos;

    private boolean goesOn;
    private long exceededNanos;
    private long exceedingSince = NOT_EXCEEDING;

    /** @param heapBytes how large the heap may grow */
    MemoryLimit(
            MemorySettings settings,
            Keyspace keyspace,
            Clients clients,
            Role role,
            Scheduler scheduler,
            SessionClock clock,
            long heapBytes) {
        this.settings = settings;
        this.keyspace = keyspace;
        this.clients = clients;
        this.role = role;
        this.pause = clients.pause();
        this.scheduler = scheduler;
        this.clock = clock;
        this.heapLimitBytes = heapBytes / 100 * HEAP_PERCENT;
        settings.policy.onChange(policy -> keyspace.evictionRuleChanged());
        settings.limitBytes.onChange(this::limitChanged);
    }

    /**
     * The server is whole: what it takes now is its own, not the data's.
     *
     * @param backlogBytes what the replication backlog takes
     * @param evictionObserver told how many nanoseconds each round of eviction took
     */
    public void begin(LongSupplier backlogBytes, LongConsumer evictionObserver) {
        backlog = backlogBytes;
        observer = evictionObserver;
        lookAround();
        startupBytes = keyspace.memoryBytes();
    }

    /** What an empty server takes: INFO used_memory_startup. */
    public long startupBytes() {
        return startupBytes;
    }

    /** INFO used_memory. */
    public long usedBytes() {
        lookAround();
        return quickBytes();
    }

    /** The part of it that does not count for the limit: INFO mem_not_counted_for_evict. */
    public long notCountedBytes() {
        return keyspace.heldBytes();
    }

    private long quickBytes() {
        return keyspace.dataBytes() + otherBytes;
    }

    /** What clients of that kind cost, with all that waits for them and from them: the sum of CLIENT LIST's {@code tot-mem}. */
    public long clientBytes(boolean ofReplicas) {
        long bytes = 0;
        for (Client client : clients.all()) {
            boolean counts = (client.type() == ClientType.REPLICA) == ofReplicas;
            bytes += counts ? client.memoryBytes() : 0;
        }
        return bytes;
    }

    private void lookAround() {
        clearBytes = NEVER_CLEAR;
        otherBytes = keyspace.tableBytes() + clientBytes(false) + backlog.getAsLong();
    }

    /** Some ten times a second. */
    void beat() {
        keyspace.values().slabs().keepReserve();
        lookAtHeap();
        lookAround();
    }

    private void lookAtHeap() {
        long now = clock.nanos();
        if (now - heapLookedAtNanos >= NANOS_BETWEEN_LOOKS_AT_HEAP) {
            HeapRoom.lookAnew();
            heapLookedAtNanos = now;
        }
        heapIsFull = !HeapRoom.has(HeapRoom.LARGE_BYTES);
    }

    /** How far too much there is; at most 0 if there is not. */
    private long excessBytes() {
        long limit = settings.limitBytes.get();
        long overHeap = keyspace.isShortOfMemory() ? NO_MEMORY : keyspace.collectionHeapBytes() - heapLimitBytes;
        return limit == 0 ? overHeap : Math.max(overHeap, quickBytes() - keyspace.heldBytes() - limit);
    }

    /** True if there is room, or room is being made; asked before each command, outside of transactions. */
    public boolean hasRoom(long nowMillis) {
        return keyspace.dataBytes() <= clearBytes && !keyspace.isShortOfMemory() || hasRoomByAll(nowMillis);
    }

    private boolean hasRoomByAll(long nowMillis) {
        long excess = excessBytes();
        if (!heapIsFull && noteExcess(excess > 0)) {
            clearBytes = settings.limitBytes.get() == 0 ? Long.MAX_VALUE : Math.max(0, keyspace.dataBytes() - excess);
            return true;
        }
        clearBytes = NEVER_CLEAR;
        return makeRoom(nowMillis);
    }

    private boolean makeRoom(long nowMillis) {
        boolean ignored = role.isReplica() && settings.replicaIgnoresLimit.get() || role.standsStill();
        if (ignored || pause.kind(nowMillis) != Pause.Kind.OFF) {
            return true;
        }
        if (heapIsFull) {
            if (keyspace.evicts()) {
                keyspace.evictOne(nowMillis); // one each time: whether that was enough is known at the next beat
            }
            return false;
        }
        long begun = clock.nanos();
        long end = settings.tenacity.get() == MOST_TENACITY ? Long.MAX_VALUE : begun + evictionNanos();
        // What was flushed or deleted already goes first.
        keyspace.giveBack(() -> excessBytes() > 0 && (clock.nanos() < end || !keyspace.evicts()));
        if (!keyspace.evicts()) {
            return noteExcess(excessBytes() > 0);
        }
        boolean room = evict(nowMillis, end);
        observer.accept(clock.nanos() - begun);
        return room;
    }

    private boolean evict(long nowMillis, long end) {
        for (int evicted = 0; excessBytes() > 0; evicted++) {
            if (evicted % KEYS_PER_LOOK == KEYS_PER_LOOK - 1 && clock.nanos() >= end) {
                goOnLater();
                return true;
            }
            if (!keyspace.evictOne(nowMillis)) {
                return false;
            }
        }
        return noteExcess(false);
    }

    private long evictionNanos() {
        int tenacity = settings.tenacity.get();
        double micros = tenacity <= LINEAR_STEPS
                ? MICROS_PER_STEP * tenacity
                : MICROS_PER_STEP * LINEAR_STEPS * Math.pow(GROWTH, tenacity - LINEAR_STEPS);
        return (long) (micros * 1_000);
    }

    /** Milliseconds with too much in all, since the start or {@link #resetStats}: INFO total_eviction_exceeded_time. */
    public long exceededMillis() {
        return exceededNanos / 1_000_000 + exceedingMillis();
    }

    /** Milliseconds for which there is too much by now: INFO current_eviction_exceeded_time. */
    public long exceedingMillis() {
        return exceedingSince == NOT_EXCEEDING ? 0 : (clock.nanos() - exceedingSince) / 1_000_000;
    }

    /** CONFIG RESETSTAT. */
    public void resetStats() {
        exceededNanos = 0;
    }

    private boolean noteExcess(boolean exceeds) {
        if (exceeds && exceedingSince == NOT_EXCEEDING) {
            exceedingSince = clock.nanos();
        } else if (!exceeds && exceedingSince != NOT_EXCEEDING) {
            exceededNanos += clock.nanos() - exceedingSince;
            exceedingSince = NOT_EXCEEDING;
        }
        return !exceeds;
    }

    private void goOnLater() {
        if (!goesOn) {
            goesOn = true;
            scheduler.after(1, () -> {
                goesOn = false;
                hasRoom(clock.wallMillis());
            });
        }
    }

    private void limitChanged(long limitBytes) {
        clearBytes = NEVER_CLEAR;
        long used = usedBytes();
        if (limitBytes != 0 && limitBytes < used) {
            LOG.warn(
                    "WARNING: the new maxmemory value set via CONFIG SET ({}) is smaller than the current memory usage ({})."
                            + " This will result in key eviction and/or the inability to accept new write commands"
                            + " depending on the maxmemory-policy.",
                    limitBytes,
                    used);
            goOnLater();
        }
    }
}
