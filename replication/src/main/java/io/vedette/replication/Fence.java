package io.vedette.replication;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether a master may write, given which sentinels support it: {@code min-sentinels-to-write}. Pure; owned by the engine's thread.
 *
 * <p>A sentinel supports a master by PINGs that say so, and sends the next one only when the answer to the one before it has come. So a
 * PING proves that the answer before it, on the same link, was received, and contact counts from the moment before that answer
 * was <em>sent</em>: whatever the network held up, the sentinel heard the master later than that, and it knows when it last
 * did. A first PING on a link proves nothing.
 *
 * <pre>
 * closed --enough sentinels of one group in contact--> open --too few were, for longer than the lag--> closed
 *    any --the server begins to lead, or to follow--> closed, if a sentinel is asked for at all
 * </pre>
 *
 * Invariants: it is open only while at least K sentinels were each in contact within L by both clocks; whatever is heard, no contact is
 * ever younger than the answer that it was proved by.
 *
 * <p>Both clocks: the monotonic one stands still while the machine sleeps, the wall clock may be set. The greater of both counts as what
 * has passed, so a wall clock that is set forward closes the fence until the next PINGs, and one that is set back changes nothing.
 */
public final class Fence {
    /** More than any group has; what comes beyond is not counted. Ours. */
    public static final int MOST_SENTINELS = 100;

    /**
     * What is demanded.
     *
     * @param sentinels that must support this master for it to write (K); 0: none
     * @param maxLagMillis how long ago each was in contact, at most (L); at least 1
     * @param atBegin a server that begins to lead waits for one of them at least, once
     * @param reads reads are refused too
     */
    public record Rule(int sentinels, long maxLagMillis, boolean atBegin, boolean reads) {
        public static final Rule NONE = new Rule(0, 1, false, false);
    }

    /** One reading of both clocks, in milliseconds. */
    public record Reading(long monotonicMillis, long wallMillis) {
        long since(Reading earlier) {
            return Math.max(monotonicMillis - earlier.monotonicMillis, wallMillis - earlier.wallMillis);
        }

        /** By each clock the earlier of both: whatever is within a time since it, is since both. */
        Reading earlier(Reading other) {
            return new Reading(
                    Math.min(monotonicMillis, other.monotonicMillis), Math.min(wallMillis, other.wallMillis));
        }
    }

    /**
     * A sentinel as INFO tells of it.
     *
     * @param agoMillis since the contact that is proved
     */
    public record Supporter(String group, String sentinel, long epoch, long agoMillis) {}

    private record Contact(String group, long epoch, Reading at) {}

    /** What an answer that is on its way will prove. */
    private record Answer(String group, String sentinel, Reading before) {}

    private Rule rule = Rule.NONE;
    private long leastEpoch;
    /** No sentinel has supported this server since it began to lead. */
    private boolean waits;

    private final Map<String, Contact> contacts = new HashMap<>();
    private final Map<Long, Answer> answers = new HashMap<>();

    /**
     * By each clock the oldest of the contacts that last showed it open, enough of one group: while these are within the lag it is open,
     * whoever else there is. Each write asks, and so looks at the contacts only after one has changed or grown too old.
     */
    private Optional<Reading> proof = Optional.empty();

    private static final Comparator<Reading> LATEST_FIRST =
            Comparator.comparingLong(Reading::monotonicMillis).reversed();

    /** One that demands nothing. */
    public Fence() {}

    /** In force from now on; who is in contact stays so. */
    public void adopt(Rule value) {
        waits &= value.atBegin();
        rule = value;
        proof = Optional.empty();
    }

    public Rule rule() {
        return rule;
    }

    /**
     * This server leads, or follows, from now on: who supported it before did so for another reason.
     *
     * @param epoch of the ballot by which it leads; 0 where there are none. Support of a lower one does not count
     */
    public void begin(long epoch) {
        leastEpoch = epoch;
        waits = rule.atBegin();
        contacts.clear();
        answers.clear();
        proof = Optional.empty();
    }

    /**
     * A supporting PING has come and is answered +PONG next.
     *
     * @param link over which; see {@link #left}
     * @param epoch the newest in which the sentinel knows a master
     * @param now read before the answer is sent
     */
    public void supported(long link, String group, String sentinel, long epoch, Reading now) {
        Answer proved = answers.get(link);
        boolean same = proved != null
                && proved.sentinel().equals(sentinel)
                && proved.group().equals(group);
        if (same && epoch >= leastEpoch) {
            meet(group, sentinel, epoch, proved.before(), now);
        }
        if (answers.size() < MOST_SENTINELS || proved != null) {
            answers.put(link, new Answer(group, sentinel, now));
        }
    }

    private void meet(String group, String sentinel, long epoch, Reading at, Reading now) {
        if (contacts.size() >= MOST_SENTINELS) {
            contacts.values().removeIf(contact -> !isFresh(contact.at(), now));
        }
        if (contacts.size() < MOST_SENTINELS || contacts.containsKey(sentinel)) {
            contacts.put(sentinel, new Contact(group, epoch, at));
        }
        proof = Optional.empty();
    }

    /** The link is gone, and so is what an answer on it might have proved. */
    public void left(long link) {
        answers.remove(link);
    }

    /** Whether it could be closed at all. */
    public boolean isWatched() {
        return rule.sentinels() > 0 || waits;
    }

    public boolean isClosed(Reading now) {
        if (!isWatched()) {
            return false;
        }
        if (proof.isEmpty() || !isFresh(proof.get(), now)) {
            proof = prove(now);
        }
        if (proof.isEmpty()) {
            return true;
        }
        waits = false;
        return false;
    }

    private Optional<Reading> prove(Reading now) {
        int demanded = demanded();
        for (List<Reading> fresh : freshByGroup(now)) {
            if (fresh.size() >= demanded) {
                return fresh.stream().sorted(LATEST_FIRST).limit(demanded).reduce(Reading::earlier);
            }
        }
        return Optional.empty();
    }

    /** How many sentinels it takes now. */
    public int demanded() {
        return Math.max(rule.sentinels(), waits ? 1 : 0);
    }

    /** Whether it is the first support since this server began to lead that is waited for. */
    public boolean isOfBegin() {
        return waits;
    }

    /** Sentinels in contact, of the group that has most: two groups that watch one server by mistake are not added up. */
    public int supporters(Reading now) {
        return freshByGroup(now).stream().mapToInt(List::size).max().orElse(0);
    }

    private Collection<List<Reading>> freshByGroup(Reading now) {
        Map<String, List<Reading>> fresh = new HashMap<>();
        for (Contact contact : contacts.values()) {
            if (isFresh(contact.at(), now)) {
                fresh.computeIfAbsent(contact.group(), first -> new ArrayList<>())
                        .add(contact.at());
            }
        }
        return fresh.values();
    }

    private boolean isFresh(Reading at, Reading now) {
        return now.since(at) <= rule.maxLagMillis();
    }

    /** Everybody who has been in contact since this server began to lead, also long ago; by id. */
    public List<Supporter> told(Reading now) {
        return contacts.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> new Supporter(
                        entry.getValue().group(),
                        entry.getKey(),
                        entry.getValue().epoch(),
                        now.since(entry.getValue().at())))
                .toList();
    }
}
