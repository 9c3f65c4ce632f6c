package io.vedette.simulation;

import io.vedette.sentinel.core.Address;
import io.vedette.sentinel.core.Decree;
import io.vedette.sentinel.core.Effect;
import io.vedette.sentinel.core.Event;
import io.vedette.sentinel.core.LinkId;
import io.vedette.sentinel.core.Request;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * A sentinel takes nobody for down who answered within down-after and has its data; begins a failover only under a master that it and others, the
 * quorum together, see down; promotes only after it was elected in that attempt. A new master that another sentinel vouches
 * for is given all of down-after, whatever was thought of it before. Also the record of who is doing what, which other laws
 * read.
 */
final class FailoverLaw implements Law {
    /** A master that restarted with less than one part in so many of what the one before it had, has lost what it was promoted for. */
    private static final int LEAST_PART_KEPT = 2;

    /** How long a word of a peer counts (Redis: 5 * ask period). */
    private static final int OPINION_LIFE_MILLIS = 5_000;

    private record Opinion(Address master, boolean down, long at) {}

    /** What is known of one life of a sentinel. */
    private static final class Record {
        private Address named;
        /** The switch that follows is its own work. */
        private boolean promoted;
        /** When the master became one here by the word of another sentinel. */
        private long namedSince = Long.MIN_VALUE / 2;

        private final Set<Address> down = new HashSet<>();
        private final Map<Address, Boolean> saysReplica = new HashMap<>();
        /** The most keys that a server ever said it had as a master, and those who said later that they have less. */
        private final Map<Address, Long> mostKeys = new HashMap<>();

        private final Set<Address> lost = new HashSet<>();
        /** How many keys the master that it names said it has, last and at most, and the one that was heard before it at most. */
        private long keys;

        private long reignKeys;
        private long formerKeys;
        private final Map<LinkId, Opinion> opinions = new HashMap<>();
        private boolean forced;
        private boolean toldWho;
        private boolean elected;
        private long candidacy;

        Record(Address named) {
            this.named = named;
        }
    }

    private final World world;
    private final Map<SentinelProcess, Record> records = new HashMap<>();
    private final Set<Long> forcedEpochs = new HashSet<>();
    private int promotions;
    private int forcedPromotions;

    FailoverLaw(World world) {
        this.world = world;
    }

    // --- what others ask ---

    /** Failovers that came as far as a new master. */
    int promotions() {
        return promotions;
    }

    /** Those of them that an operator ordered. */
    int forcedPromotions() {
        return forcedPromotions;
    }

    boolean isForced(SentinelProcess sentinel) {
        return record(sentinel).forced;
    }

    /** It leads a failover, and has not come to the end of it. */
    boolean isElected(SentinelProcess sentinel) {
        return records.containsKey(sentinel) && record(sentinel).elected;
    }

    /** The operator said who is to lead. */
    boolean isToldWho(SentinelProcess sentinel) {
        return record(sentinel).toldWho;
    }

    /** An operator's failover used this epoch. */
    boolean wasForced(long epoch) {
        return forcedEpochs.contains(epoch);
    }

    /** Epoch of the last vote for itself. */
    long candidacy(SentinelProcess sentinel) {
        return record(sentinel).candidacy;
    }

    boolean takesForDown(SentinelProcess sentinel, Address address) {
        return record(sentinel).down.contains(address);
    }

    Address named(SentinelProcess sentinel) {
        return record(sentinel).named;
    }

    /** Clients that ask some sentinel are sent there. */
    boolean isNamed(Address address) {
        for (SentinelProcess sentinel : world.sentinels()) {
            Record record = records.get(sentinel);
            if (record != null && sentinel.isRunning() && record.named.equals(address)) {
                return true;
            }
        }
        return false;
    }

    /** Every sentinel that lives names it, and at least one does live. */
    boolean isNamedByAll(Address address) {
        for (SentinelProcess sentinel : world.sentinels()) {
            if (sentinel.isAlive() && !record(sentinel).named.equals(address)) {
                return false;
            }
        }
        return isNamed(address);
    }

    private Record record(SentinelProcess sentinel) {
        return records.get(sentinel);
    }

    // --- what happens ---

    @Override
    public void begins(SentinelProcess sentinel) {
        records.put(sentinel, new Record(sentinel.diskGroup().address()));
    }

    @Override
    public void hears(SentinelProcess sentinel, Event event) {
        Record record = record(sentinel);
        switch (event) {
            case Event.InfoReceived received
            when world.durable().isPresent() && received.link().kind() == LinkId.Kind.DATA ->
                said(sentinel, received.link().address(), world.arrived(received.text()));
            case Event.MasterDownAnswered answered ->
                record.opinions.put(
                        answered.link(), new Opinion(answered.asked().master(), answered.down(), world.now()));
            default -> {}
        }
    }

    /** Told by the law that keeps what INFO says. */
    void said(SentinelProcess sentinel, Address address, InfoText info) {
        Record record = record(sentinel);
        record.saysReplica.put(address, info.saysReplica());
        if (info.loading()) {
            return;
        }
        if (info.saysReplica() && !address.equals(record.named)) {
            record.mostKeys.put(address, info.keys()); // what it would lead with
        } else if (!info.saysReplica()) {
            if (info.keys() < record.mostKeys.merge(address, info.keys(), Math::max)) {
                record.lost.add(address);
            } else {
                record.lost.remove(address);
            }
            if (address.equals(record.named)) {
                record.keys = info.keys();
                record.reignKeys = Math.max(record.reignKeys, info.keys());
            }
        }
    }

    /** It came back with less than it or the master before it had, or did so to all that this sentinel knows. */
    private boolean maySeemReborn(Record record, Address address) {
        return record.lost.contains(address)
                || record.named.equals(address) && lacksLegacy(record)
                || world.durable().isPresent() // its offset may tell so, though no write is gone
                        && isRestarted(address)
                || world.server(address).filter(DataServer::maySeemReborn).isPresent();
    }

    /** The master that it names came back with far less than the one before it had. */
    boolean lacksLegacy(SentinelProcess sentinel) {
        return lacksLegacy(record(sentinel));
    }

    private boolean lacksLegacy(Record record) {
        return LEAST_PART_KEPT * record.keys < record.formerKeys && isRestarted(record.named);
    }

    private boolean isRestarted(Address address) {
        return world.server(address).filter(server -> server.incarnation() > 1).isPresent();
    }

    @Override
    public void decides(SentinelProcess sentinel, Effect effect) {
        Record record = record(sentinel);
        if (effect instanceof Effect.Announce announce) {
            announced(sentinel, record, announce);
        } else if (effect instanceof Effect.Send send && promotes(send.request())) {
            world.require(
                    record.elected,
                    () -> sentinel.name() + " promotes " + send.link().address() + " unelected");
        }
    }

    private static boolean promotes(Request request) {
        return request instanceof Request.Promote
                || request instanceof Request.Supervise supervise && supervise.decree() instanceof Decree.Promote;
    }

    private void announced(SentinelProcess sentinel, Record record, Effect.Announce announce) {
        switch (announce.event()) {
            case "+sdown" -> tookForDown(sentinel, record, address(announce, 2));
            case "-sdown" -> record.down.remove(address(announce, 2));
            case "+vote-for-leader" ->
                votedFor(sentinel, record, announce.payload().split(" "));
            case "+try-failover" -> tries(sentinel, record);
            case "+elected-leader" -> record.elected = true;
            case "+promoted-slave", "+promoted-master" -> {
                promotions++;
                record.promoted = announce.event().equals("+promoted-slave");
                record.elected &= record.promoted;
                if (record.forced) {
                    forcedPromotions++;
                }
            }
            case "+switch-master" -> {
                if (record.reignKeys > 0) { // a reign that began with a loss is no measure of the next one
                    record.formerKeys =
                            lacksLegacy(record) ? Math.max(record.formerKeys, record.reignKeys) : record.reignKeys;
                }
                record.named = address(announce, 3);
                record.keys = record.mostKeys.getOrDefault(record.named, 0L); // it is the master for what it had before
                record.reignKeys = record.keys;
                record.namedSince = record.promoted ? Long.MIN_VALUE / 2 : world.now();
                record.promoted = false;
                record.down.remove(record.named);
                record.elected = false;
            }
            case "+reset-master" -> record.elected = false;
            default -> {
                if (announce.event().startsWith("-failover-abort")) {
                    record.elected = false;
                }
            }
        }
    }

    private static Address address(Effect.Announce announce, int at) {
        String[] words = announce.payload().split(" ");
        return new Address(words[at], Integer.parseInt(words[at + 1]));
    }

    private void tookForDown(SentinelProcess sentinel, Record record, Address address) {
        if (!record.down.add(address)) {
            return; // told anew after a switch, when everything gets its new name
        }
        long silence = world.now()
                - world.endpoint(address).map(sentinel.contacts()::lastHeard).orElse(0L);
        boolean lies = record.named.equals(address) && record.saysReplica.getOrDefault(address, false);
        world.require(
                silence >= world.shape().downAfterMillis() || lies || maySeemReborn(record, address),
                () -> sentinel.name() + " takes " + address + " for down after " + silence + " ms");
    }

    private void votedFor(SentinelProcess sentinel, Record record, String[] words) {
        if (words[0].equals(sentinel.runId())) {
            record.candidacy = Long.parseLong(words[1]);
            if (record.forced) {
                forcedEpochs.add(record.candidacy);
            }
        }
    }

    private void tries(SentinelProcess sentinel, Record record) {
        record.elected = false;
        record.forced = sentinel.operatorSpeaks();
        record.toldWho = sentinel.operatorNames();
        if (record.forced || world.durable().isPresent()) {
            return; // in a group with a write quorum also promises that nobody leads in are a reason
        }
        long others = record.opinions.values().stream()
                .filter(opinion -> opinion.down()
                        && opinion.master().equals(record.named)
                        && world.now() - opinion.at() <= OPINION_LIFE_MILLIS)
                .count();
        world.require(
                record.down.contains(record.named),
                () -> sentinel.name() + " begins a failover of a master that it does not take for down");
        long grace = world.now() - record.namedSince;
        world.require(
                grace >= world.shape().downAfterMillis() || maySeemReborn(record, record.named),
                () -> sentinel.name() + " begins a failover " + grace + " ms after it heard of the master");
        world.require(
                1 + others >= world.shape().quorum(),
                () -> sentinel.name() + " begins a failover, and only " + (1 + others) + " see the master down");
    }
}
