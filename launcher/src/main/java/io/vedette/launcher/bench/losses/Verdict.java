package io.vedette.launcher.bench.losses;

import io.vedette.launcher.client.Address;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * What a history comes to: the clients' ledgers held against the lists in the end. A value, and pure.
 *
 * @param acknowledged appends of which a client was told that they are done
 * @param lost those of them that are in no list
 * @param duplicated numbers that stand in a list more than once; each was sent once
 * @param misplaced those that stand elsewhere than their acknowledgement said: something before them came or went
 * @param twoMastersMillis for which two servers acknowledged beside each other
 * @param outageMillis longest time in which nothing was acknowledged that stayed
 * @param errors by their first word, and connections that were {@code cut} or met {@code silence}
 */
public record Verdict(
        int acknowledged,
        int lost,
        int duplicated,
        int misplaced,
        long twoMastersMillis,
        long outageMillis,
        Map<String, Integer> errors) {
    /**
     * A server that acknowledges nothing for longer has stopped leading, as far as clients can tell: far above the time between two
     * acknowledgements, and far below the time in which a group can change its master and change back.
     */
    static final long REIGN_GAP_MILLIS = 200;

    /** From the first to the last acknowledgement of a server that goes on acknowledging. */
    private record Reign(Address server, long beginNanos, long endNanos) {}

    public Verdict {
        errors = Map.copyOf(errors);
    }

    /**
     * Judges.
     *
     * @param kept what each list holds in the end, by its name
     * @param beginNanos from when on an outage counts
     * @param endNanos until when
     */
    public static Verdict of(List<Ledger> ledgers, Map<String, List<Long>> kept, long beginNanos, long endNanos) {
        int lost = 0;
        int duplicated = 0;
        int misplaced = 0;
        List<Append> all = new ArrayList<>();
        List<Append> stayed = new ArrayList<>();
        Map<String, Integer> errors = new TreeMap<>();
        for (Ledger ledger : ledgers) {
            List<Long> list = kept.getOrDefault(ledger.list(), List.of());
            Set<Long> known = new HashSet<>(list);
            duplicated += list.size() - known.size();
            for (Append append : ledger.acknowledged()) {
                all.add(append);
                if (!known.contains(append.number())) {
                    lost++;
                } else {
                    stayed.add(append);
                    misplaced += standsAt(list, append) ? 0 : 1;
                }
            }
            ledger.errors().forEach((kind, count) -> errors.merge(kind, count, Integer::sum));
        }
        return new Verdict(
                all.size(),
                lost,
                duplicated,
                misplaced,
                twoMastersMillis(all),
                outageMillis(stayed, beginNanos, endNanos),
                errors);
    }

    private static boolean standsAt(List<Long> list, Append append) {
        return append.position() <= list.size() && list.get((int) append.position() - 1) == append.number();
    }

    /** Nothing of what was acknowledged is lost or changed, and nobody acknowledged beside another one. */
    public boolean isSafe() {
        return lost == 0 && duplicated == 0 && misplaced == 0 && twoMastersMillis == 0;
    }

    /** In percent of what was acknowledged; 0 of nothing. */
    public double lostPercent() {
        return acknowledged == 0 ? 0 : 100.0 * lost / acknowledged;
    }

    // --- two masters ---

    private static long twoMastersMillis(List<Append> appends) {
        Map<Address, List<Append>> byServer = new HashMap<>();
        appends.forEach(append -> byServer.computeIfAbsent(append.server(), any -> new ArrayList<>())
                .add(append));
        List<Reign> reigns = new ArrayList<>();
        byServer.forEach((server, told) -> reigns.addAll(reigns(server, told)));
        reigns.sort(Comparator.comparingLong(Reign::beginNanos));
        // Sorted by their begin: what a reign has in common with those before it, each moment once.
        long nanos = 0;
        long coveredTo = Long.MIN_VALUE;
        for (int i = 0; i < reigns.size(); i++) {
            Reign reign = reigns.get(i);
            for (Reign former : reigns.subList(0, i)) {
                if (!former.server().equals(reign.server())) {
                    long from = Math.max(reign.beginNanos(), coveredTo);
                    long to = Math.min(reign.endNanos(), former.endNanos());
                    nanos += Math.max(0, to - from);
                    coveredTo = Math.max(coveredTo, to);
                }
            }
        }
        return (nanos + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI;
    }

    private static final long NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    private static List<Reign> reigns(Address server, List<Append> told) {
        long[] times = told.stream().mapToLong(Append::nanos).sorted().toArray();
        List<Reign> reigns = new ArrayList<>();
        int first = 0;
        for (int i = 1; i <= times.length; i++) {
            if (i == times.length || times[i] - times[i - 1] > REIGN_GAP_MILLIS * NANOS_PER_MILLI) {
                reigns.add(new Reign(server, times[first], times[i - 1]));
                first = i;
            }
        }
        return reigns;
    }

    // --- outage ---

    private static long outageMillis(List<Append> stayed, long beginNanos, long endNanos) {
        long longest = 0;
        long last = beginNanos;
        for (long time : stayed.stream().mapToLong(Append::nanos).sorted().toArray()) {
            if (time > beginNanos && time <= endNanos) {
                longest = Math.max(longest, time - last);
                last = time;
            }
        }
        return Math.max(longest, endNanos - last) / NANOS_PER_MILLI;
    }

    /** Several rounds as one: counts are added, of the times the longest is taken. */
    public static Verdict sum(List<Verdict> rounds) {
        Map<String, Integer> errors = new LinkedHashMap<>();
        rounds.forEach(round -> round.errors().forEach((kind, count) -> errors.merge(kind, count, Integer::sum)));
        return new Verdict(
                rounds.stream().mapToInt(Verdict::acknowledged).sum(),
                rounds.stream().mapToInt(Verdict::lost).sum(),
                rounds.stream().mapToInt(Verdict::duplicated).sum(),
                rounds.stream().mapToInt(Verdict::misplaced).sum(),
                rounds.stream().mapToLong(Verdict::twoMastersMillis).max().orElse(0),
                rounds.stream().mapToLong(Verdict::outageMillis).max().orElse(0),
                errors);
    }
}
