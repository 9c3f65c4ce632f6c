package io.vedette.sentinel.config;

import io.vedette.config.Words;
import io.vedette.sentinel.core.Address;
import io.vedette.sentinel.core.DurableState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a state promises beyond an older one: epochs, votes, and who is master since which epoch. Small, however many groups
 * there are. All of it only ever rises, so of two records the newer one is told by its numbers. Immutable.
 *
 * @param groups those that promise something else than they did
 */
public record Promises(long currentEpoch, List<OfGroup> groups) {
    static final Promises NONE = new Promises(0, List.of());

    private static final String NOBODY = "*";

    public Promises {
        groups = List.copyOf(groups);
    }

    /** @param leader whom the vote of {@code leaderEpoch} went to, if that is known */
    public record OfGroup(String name, Address address, long configEpoch, long leaderEpoch, Optional<String> leader) {
        static OfGroup of(DurableState.Group group) {
            return new OfGroup(
                    group.settings().name(), group.address(), group.configEpoch(), group.leaderEpoch(), group.leader());
        }

        private DurableState.Group over(DurableState.Group group) {
            boolean newVote = leaderEpoch > group.leaderEpoch();
            boolean newMaster = configEpoch > group.configEpoch();
            return new DurableState.Group(
                    group.settings(),
                    newMaster ? address : group.address(),
                    newMaster ? configEpoch : group.configEpoch(),
                    newVote ? leaderEpoch : group.leaderEpoch(),
                    newVote ? leader : group.leader(),
                    newMaster ? replicasAfter(group) : group.replicas(),
                    group.sentinels(),
                    group.annotations());
        }

        private List<Address> replicasAfter(DurableState.Group group) {
            List<Address> replicas = new ArrayList<>(group.replicas());
            if (!address.equals(group.address())) {
                replicas.remove(address);
                replicas.add(group.address());
            }
            return replicas;
        }
    }

    /**
     * What {@code now} promises beyond {@code written}. Empty if it promises nothing more, or if something else has changed that
     * must not be forgotten either: settings, groups, the sentinels that have a vote. Replicas are found again, and a history
     * may miss its last line.
     */
    public static Optional<Promises> between(DurableState written, DurableState now) {
        if (!written.myId().equals(now.myId())
                || written.groups().size() != now.groups().size()) {
            return Optional.empty();
        }
        List<OfGroup> changed = new ArrayList<>();
        for (int i = 0; i < now.groups().size(); i++) {
            DurableState.Group before = written.groups().get(i);
            DurableState.Group after = now.groups().get(i);
            if (before == after) {
                continue; // nearly all of a thousand
            }
            if (!before.settings().equals(after.settings())
                    || !before.sentinels().equals(after.sentinels())
                    || !before.annotations()
                            .maintenance()
                            .equals(after.annotations().maintenance())) {
                return Optional.empty();
            }
            OfGroup promise = OfGroup.of(after);
            if (!promise.equals(OfGroup.of(before))) {
                changed.add(promise);
            }
        }
        boolean more = !changed.isEmpty() || now.currentEpoch() != written.currentEpoch();
        return more ? Optional.of(new Promises(now.currentEpoch(), changed)) : Optional.empty();
    }

    /** The state that was read from elsewhere, but for what is newer here. */
    DurableState over(DurableState read) {
        Map<String, OfGroup> byName = new HashMap<>();
        groups.forEach(group -> byName.put(group.name(), group));
        return new DurableState(
                read.myId(),
                Math.max(read.currentEpoch(), currentEpoch),
                read.groups().stream()
                        .map(group -> Optional.ofNullable(
                                        byName.get(group.settings().name()))
                                .map(promise -> promise.over(group))
                                .orElse(group))
                        .toList());
    }

    /** Lines of words as in classic files. */
    String text() {
        StringBuilder text = new StringBuilder().append(currentEpoch).append('\n');
        for (OfGroup group : groups) {
            text.append(Words.quoteWhereNeeded(group.name())).append(' ');
            text.append(Words.quoteWhereNeeded(group.address().host()));
            text.append(' ').append(group.address().port());
            text.append(' ').append(group.configEpoch()).append(' ').append(group.leaderEpoch());
            text.append(' ').append(group.leader().orElse(NOBODY)).append('\n');
        }
        return text.toString();
    }

    /** @param text from {@link #text} */
    static Promises read(String text) {
        List<String> lines = text.lines().toList();
        List<OfGroup> groups = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            List<String> words = Words.split(line).orElseThrow();
            groups.add(new OfGroup(
                    words.get(0),
                    new Address(words.get(1), Integer.parseInt(words.get(2))),
                    Long.parseLong(words.get(3)),
                    Long.parseLong(words.get(4)),
                    Optional.of(words.get(5)).filter(leader -> !leader.equals(NOBODY))));
        }
        return new Promises(Long.parseLong(lines.getFirst()), groups);
    }
}
