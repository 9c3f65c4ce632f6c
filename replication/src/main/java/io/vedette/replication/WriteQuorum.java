package io.vedette.replication;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Who holds how much of this master's log, and what that is worth: the arithmetic of {@code write-quorum}. Pure; owned by the
 * engine's thread. Told of replicas by {@link MasterCore}, asked by whoever keeps back replies.
 *
 * <p>While a group's members are being changed there are two lists, and what is confirmed is what each of them has confirmed.
 *
 * <p>Counted are members, not connections. A member has a name (its server id; of a replica of another make the address that it
 * announces) and at most one
 * link, the one that came last: what an older link said may be of a life that the member has forgotten. Before its first
 * acknowledgement on that link a member confirms nothing, not even offset 0.
 *
 * <pre>
 * (rule in force) --write--> promise: rule and offset --enough members have it--> kept for good
 *                                                    \--reign ends--> broken for good
 * </pre>
 *
 * Invariant: a rule never changes. What {@link #adopt} puts in force counts for what begins later, and no promise survives the
 * end of the reign in which it was made: a change of role or history.
 */
public final class WriteQuorum {
    /** No offset: below all that can be acknowledged. */
    public static final long NOTHING = -1;

    /**
     * One list of members, and how many of them must confirm.
     *
     * @param of whose names count; no names: everybody who has one
     * @param others how many of them, this server not among them; 0 is nobody
     */
    public record Demand(Electorate of, int others) {
        boolean counts(String name) {
            return of.members().isEmpty() || of.contains(name);
        }
    }

    /**
     * What the answer to a write waits for.
     *
     * @param all each of them is to be met: two while a group's members are being changed, else one, or none
     * @param fsynced they, and this server, must have it on the disk, not only applied
     * @param timeoutMillis how long is waited; 0 is for ever
     * @param reign in which it was made; see {@link #endReign}
     */
    public record Rule(List<Demand> all, boolean fsynced, long timeoutMillis, long reign) {
        /** Nothing is waited for. */
        public static final Rule NONE = new Rule(List.of(), false, 0, 0);

        /** Whether anything is waited for: others, or, where a group has one member only, this server's own disk. */
        public boolean demands() {
            return !all.isEmpty() && (fsynced || replicas() > 0);
        }

        /** How many members must confirm, beside this server: the greatest number of all demands. */
        public int replicas() {
            int most = 0;
            for (int i = 0; i < all.size(); i++) {
                most = Math.max(most, all.get(i).others());
            }
            return most;
        }

        /** Whether it demands what these lists say, and nothing else. */
        boolean isOf(List<Electorate> lists) {
            return all.stream().map(Demand::of).toList().equals(lists);
        }

        boolean counts(String name) {
            return all.stream().anyMatch(demand -> demand.counts(name));
        }
    }

    private static final class Member {
        private final String name;
        private long applied = NOTHING;
        private long fsynced = NOTHING;

        Member(String name) {
            this.name = name;
        }

        long offset(Rule rule) {
            return rule.fsynced() ? fsynced : applied;
        }
    }

    /** By link; no two of one name. */
    private final Map<Long, Member> members = new HashMap<>();
    /** What the settings say, or the group's lists; its reign means nothing. */
    private Rule wish = Rule.NONE;

    private boolean leads = true;
    private Rule rule = Rule.NONE;
    private long reign = 1;
    private String lastEnd = "";
    /** The name of this server: nobody else's, so who comes with it is not another member. */
    private String ownName = "";
    /** What this server has on its own disk. */
    private long fsyncedHere = NOTHING;

    /** The greatest offset that somebody waits for. */
    private long wanted = NOTHING;

    private boolean unasked;

    /** For the last question, as most are about one rule. */
    private Rule countedRule = Rule.NONE;

    private long countedOffset = NOTHING;

    /** One that demands nothing. */
    public WriteQuorum() {}

    /** From now on, while this server leads, so many of those named must confirm a write; 0: none. */
    public void adopt(int replicas, List<String> names, boolean fsynced, long timeoutMillis) {
        Demand demand = new Demand(new Electorate(replicas, names), replicas);
        adopt(new Rule(replicas == 0 ? List.of() : List.of(demand), fsynced, timeoutMillis, 0));
    }

    /**
     * From now on, while this server leads, a write must be held by as many of each of a group's lists as confirm by it, and by one
     * more: by the master, if it is on the list. It is not on the next one if it was chosen in the middle of a change that removes it.
     */
    public void adopt(List<Electorate> lists, boolean fsynced, long timeoutMillis) {
        List<Demand> demands = lists.stream()
                .map(list -> new Demand(list, list.replicas() + (holdsACopyFor(list) ? 0 : 1)))
                .toList();
        adopt(new Rule(demands, fsynced, timeoutMillis, 0));
    }

    private boolean holdsACopyFor(Electorate list) {
        return list.members().isEmpty() || list.contains(ownName);
    }

    private void adopt(Rule rule) {
        wish = rule;
        decide();
    }

    /** The server became a master or a replica: nothing that was promised before can be confirmed any more. */
    public void roleChanged(boolean master) {
        leads = master;
        endReign("the role of this server changed");
    }

    /**
     * What the log holds goes by another name, or this server ends: nothing that was promised can be confirmed any more.
     *
     * @param why for those who are told
     */
    public void endReign(String why) {
        reign++;
        lastEnd = why;
        wanted = NOTHING;
        unasked = false;
        decide();
        forgetCount();
    }

    private void decide() {
        rule = leads && !wish.all().isEmpty()
                ? new Rule(wish.all(), wish.fsynced(), wish.timeoutMillis(), reign)
                : Rule.NONE;
    }

    /** What the answer to a command that begins now waits for. */
    public Rule rule() {
        return rule;
    }

    /** Whether what the rule demands can never be had any more. */
    public boolean isBroken(Rule promised) {
        return promised.demands() && promised.reign() != reign;
    }

    /** Why the last reign ended. */
    public String lastEnd() {
        return lastEnd;
    }

    /** Whether so many of its members as the rule demands have the log up to {@code offset}. */
    public boolean isKept(Rule promised, long offset) {
        if (!promised.demands()) {
            return true;
        }
        return !isBroken(promised) && offset <= confirmed(promised);
    }

    /** The greatest offset that as many members as the rule demands have, of each of its lists, or {@link #NOTHING}. */
    public long confirmed(Rule promised) {
        if (countedRule != promised) {
            countedRule = promised;
            countedOffset = promised.all().stream()
                    .mapToLong(demand -> confirmed(demand, promised))
                    .min()
                    .orElse(Long.MAX_VALUE);
        }
        return promised.fsynced() ? Math.min(countedOffset, fsyncedHere) : countedOffset;
    }

    private long confirmed(Demand demand, Rule promised) {
        if (demand.others() == 0) {
            return Long.MAX_VALUE;
        }
        long[] offsets = members.values().stream()
                .filter(member -> demand.counts(member.name))
                .mapToLong(member -> member.offset(promised))
                .toArray();
        Arrays.sort(offsets);
        return offsets.length < demand.others() ? NOTHING : offsets[offsets.length - demand.others()];
    }

    /** How many of the rule's members have the log up to {@code offset}: 0 is the least that can be asked for. */
    public int confirmedBy(Rule promised, long offset) {
        return (int) members.values().stream()
                .filter(member -> promised.counts(member.name) && member.offset(promised) >= offset)
                .count();
    }

    /** The names of those who have a link, sorted. */
    public List<String> names() {
        return members.values().stream().map(member -> member.name).sorted().toList();
    }

    // --- what is to be asked of the replicas ---

    /** Somebody waits for this offset; beyond the end of the log: for an entry that is not there yet. */
    public void want(long offset) {
        wanted = Math.max(wanted, offset);
        unasked = true;
    }

    /** Whether an entry has to be appended for there to be what somebody waits for. */
    public boolean wantsEntry(long logEnd) {
        return wanted > logEnd && (!members.isEmpty() || rule.replicas() == 0);
    }

    /** Whether the replicas are to be asked how far they are; true once for what has been wanted since. */
    public boolean takeQuestion() {
        boolean ask = unasked && !members.isEmpty();
        unasked &= !ask;
        return ask;
    }

    // --- what replicas say ---

    /** Sets by what name this server itself is known: a replica with the same one is not counted. */
    public void ownName(String name) {
        ownName = name;
    }

    void joined(ReplicaPeer peer) {
        if (peer.holdsData()) {
            peer.memberName().ifPresent(name -> joined(peer.id(), name));
        }
    }

    void acknowledged(ReplicaPeer peer, long offset, long fsynced, long logEnd) {
        if (peer.isOnline()) {
            acknowledged(peer.id(), offset, fsynced, logEnd);
        }
    }

    /** A replica has been let into the log, over this link: what the member said over another one counts no more. */
    public void joined(long link, String name) {
        if (name.equals(ownName)) {
            return;
        }
        members.values().removeIf(member -> member.name.equals(name)); // members are counted, and not connections
        members.put(link, new Member(name));
        unasked |= wanted != NOTHING;
        forgetCount();
    }

    /**
     * @param fsynced what of it is on the replica's disk, or {@link #NOTHING}
     * @param logEnd nobody has more than there is
     */
    public void acknowledged(long link, long offset, long fsynced, long logEnd) {
        Member member = members.get(link);
        if (member != null && offset <= logEnd) {
            member.applied = Math.max(member.applied, offset);
            member.fsynced = Math.max(member.fsynced, Math.min(fsynced, offset));
            forgetCount();
        }
    }

    /** This server has the log on its disk up to there; {@link #NOTHING}: it has no file, or one that cannot be trusted. */
    public void fsyncedHere(long offset) {
        fsyncedHere = offset;
    }

    long fsyncedHere() {
        return fsyncedHere;
    }

    public void left(long link) {
        if (members.remove(link) != null) {
            forgetCount();
        }
    }

    private void forgetCount() {
        countedRule = Rule.NONE;
    }
}
