package io.vedette.sentinel.config;

import io.vedette.config.Annotation;
import io.vedette.config.Directive;
import io.vedette.config.DirectiveFamily;
import io.vedette.config.Fault;
import io.vedette.config.RewriteEntry;
import io.vedette.config.Words;
import io.vedette.sentinel.core.Address;
import io.vedette.sentinel.core.Caution;
import io.vedette.sentinel.core.DurableState;
import io.vedette.sentinel.core.MasterSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The {@code sentinel ...} directives, both ways: read at start into options and state, written at every change of state.
 *
 * <p>What is written is what Redis writes: state lines always, settings where they differ from the default or stood in the
 * file before. Masters get their lines back in the order in which the file had them, so that comments stay with what they
 * speak of. Values that need quotes get them; Redis forgets that, and then refuses its own file.
 *
 * <p>Owner: first the main thread ({@link #load}), then the loop.
 */
final class SentinelFamily implements DirectiveFamily {
    private final SentinelDraft draft = new SentinelDraft();
    private final SentinelOptions options = SentinelOptions.defaults();
    private DurableState state = new DurableState("", 0, List.of());

    @Override
    public String name() {
        return "sentinel";
    }

    @Override
    public List<Fault> load(List<Directive> directives) {
        List<Fault> faults = draft.load(directives);
        options.announceIp(draft.announceIp);
        options.announcePort(draft.announcePort);
        options.announceHostnames(draft.announceHostnames);
        options.resolveHostnames(draft.resolveHostnames);
        options.denyScriptsReconfig(draft.denyScriptsReconfig);
        options.sentinelUser(draft.sentinelUser);
        options.sentinelPass(draft.sentinelPass);
        state = new DurableState(
                draft.myId.orElse(""),
                draft.currentEpoch,
                draft.masters.values().stream().map(SentinelFamily::group).toList());
        return faults;
    }

    SentinelOptions options() {
        return options;
    }

    /** The state as the file had it; {@link DurableState#myId} is empty if this is the first start. */
    DurableState state() {
        return state;
    }

    /** What the next {@link #rewriteEntries} writes. */
    void state(DurableState value) {
        state = value;
    }

    private static DurableState.Group group(MasterDraft draft) {
        MasterSettings settings = new MasterSettings(
                draft.name,
                draft.quorum,
                draft.downAfterMillis.orElse(MasterSettings.DEFAULT_DOWN_AFTER_MILLIS),
                draft.failoverTimeoutMillis.orElse(MasterSettings.DEFAULT_FAILOVER_TIMEOUT_MILLIS),
                draft.parallelSyncs.orElse(MasterSettings.DEFAULT_PARALLEL_SYNCS),
                draft.authUser,
                draft.authPass,
                draft.notificationScript,
                draft.clientReconfigScript,
                draft.rebootDownAfterMillis.orElse(0),
                draft.renamedCommands,
                draft.caution);
        return new DurableState.Group(
                settings,
                new Address(draft.host, draft.port),
                draft.configEpoch,
                draft.leaderEpoch,
                Optional.empty(),
                draft.replicas.stream()
                        .map(known -> new Address(known.host(), known.port()))
                        .toList(),
                draft.sentinels.stream()
                        .map(known -> new DurableState.Peer(new Address(known.host(), known.port()), known.runId()))
                        .toList(),
                new DurableState.Annotations(draft.history, draft.maintenance));
    }

    @Override
    public List<RewriteEntry> rewriteEntries() {
        List<RewriteEntry> entries = new ArrayList<>();
        entries.add(entry("myid", List.of(state.myId())));
        settingsEntries(entries);
        entries.add(ofGroups("config-epoch", group -> List.of("" + group.configEpoch())));
        entries.add(ofGroups("leader-epoch", group -> List.of("" + group.leaderEpoch())));
        entries.add(ofGroups(
                "known-replica",
                group -> group.replicas().stream().map(SentinelFamily::spaced).toList()));
        entries.add(ofGroups(
                "known-sentinel",
                group -> group.sentinels().stream()
                        .map(peer -> spaced(peer.address()) + " " + peer.runId())
                        .toList()));
        entries.add(entry("current-epoch", List.of("" + state.currentEpoch())));
        optionEntries(entries);
        entries.add(annotations(
                "failover-history",
                group -> group.annotations().history().stream()
                        .map(HistoryLine::write)
                        .toList()));
        entries.add(annotations(
                "maintenance",
                group -> Optional.of(group.annotations().maintenance()).stream()
                        .filter(word -> word.version() > 0)
                        .map(word -> word.version() + " " + word.author() + " " + word.untilWallMillis())
                        .toList()));
        entries.add(entry("known-slave", List.of()));
        entries.add(entry("primary-reboot-down-after-period", List.of()));
        return entries;
    }

    private void settingsEntries(List<RewriteEntry> entries) {
        entries.add(ofGroups(
                "monitor",
                group ->
                        List.of(spaced(group.address()) + " " + group.settings().quorum())));
        entries.add(setting(
                "down-after-milliseconds", MasterSettings::downAfterMillis, MasterSettings.DEFAULT_DOWN_AFTER_MILLIS));
        entries.add(setting(
                "failover-timeout",
                MasterSettings::failoverTimeoutMillis,
                MasterSettings.DEFAULT_FAILOVER_TIMEOUT_MILLIS));
        entries.add(setting("parallel-syncs", MasterSettings::parallelSyncs, MasterSettings.DEFAULT_PARALLEL_SYNCS));
        entries.add(text("notification-script", MasterSettings::notificationScript));
        entries.add(text("client-reconfig-script", MasterSettings::clientReconfigScript));
        entries.add(text("auth-pass", MasterSettings::authPass));
        entries.add(text("auth-user", MasterSettings::authUser));
        entries.add(setting("master-reboot-down-after-period", MasterSettings::masterRebootDownAfterMillis, 0L));
        cautionEntries(entries);
        entries.add(ofGroups(
                "rename-command",
                group -> group.settings().renamedCommands().entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(renamed -> Words.quoteWhereNeeded(renamed.getKey()) + " "
                                + Words.quoteWhereNeeded(renamed.getValue()))
                        .toList()));
    }

    private void cautionEntries(List<RewriteEntry> entries) {
        entries.add(ofGroups(
                "max-failover-lag",
                group -> group.settings().caution().maxFailoverLagBytes().stream()
                        .mapToObj(Long::toString)
                        .toList()));
        entries.add(yesOrNo("refused-is-down", Caution::refusedIsDown));
        entries.add(yesOrNo("replica-veto", Caution::replicaVeto));
        entries.add(setting("forget-after", settings -> settings.caution().forgetAfterMillis(), 0L));
        entries.add(ofGroups(
                "write-quorum",
                group -> group.settings().caution().writeQuorum().stream()
                        .map(WriteQuorumWords::write)
                        .toList()));
        entries.add(ofGroups(
                "fencing",
                group -> group.settings().caution().fencing().stream()
                        .map(FencingWords::write)
                        .toList()));
    }

    private RewriteEntry yesOrNo(String word, Predicate<Caution> value) {
        Set<String> stated = draft.linesOf.getOrDefault(word, Set.of());
        return ofGroups(word, group -> {
            boolean now = value.test(group.settings().caution());
            boolean needless = !now && !stated.contains(group.settings().name());
            return needless ? List.of() : List.of(yesNo(now));
        });
    }

    private void optionEntries(List<RewriteEntry> entries) {
        entries.add(option(
                "announce-ip",
                Words.quote(options.announceIp()),
                options.announceIp().isEmpty()));
        entries.add(option("announce-port", "" + options.announcePort(), options.announcePort() == 0));
        entries.add(option("resolve-hostnames", yesNo(options.resolveHostnames()), !options.resolveHostnames()));
        entries.add(option("announce-hostnames", yesNo(options.announceHostnames()), !options.announceHostnames()));
        entries.add(option(
                "sentinel-user",
                Words.quoteWhereNeeded(options.sentinelUser()),
                options.sentinelUser().isEmpty()));
        entries.add(option(
                "sentinel-pass",
                Words.quoteWhereNeeded(options.sentinelPass()),
                options.sentinelPass().isEmpty()));
        entries.add(
                option("deny-scripts-reconfig", yesNo(options.denyScriptsReconfig()), options.denyScriptsReconfig()));
    }

    private RewriteEntry option(String word, String value, boolean isDefault) {
        return entry(word, isDefault && !draft.stated.contains(word) ? List.of() : List.of(value));
    }

    private RewriteEntry setting(String word, Function<MasterSettings, Number> value, Number initial) {
        Set<String> stated = draft.linesOf.getOrDefault(word, Set.of());
        return ofGroups(word, group -> {
            Number now = value.apply(group.settings());
            boolean needless = now.longValue() == initial.longValue()
                    && !stated.contains(group.settings().name());
            return needless ? List.of() : List.of(now.toString());
        });
    }

    private RewriteEntry text(String word, Function<MasterSettings, Optional<String>> value) {
        return ofGroups(
                word,
                group -> value.apply(group.settings()).map(Words::quoteWhereNeeded).stream()
                        .toList());
    }

    /** All lines of one word: for each group, in the file's order, what follows its name. */
    private RewriteEntry ofGroups(String word, Function<DurableState.Group, List<String>> rests) {
        List<String> lines = new ArrayList<>();
        for (DurableState.Group group : inOrderOf(word)) {
            String name = Words.quoteWhereNeeded(group.settings().name());
            rests.apply(group).forEach(rest -> lines.add(name + " " + rest));
        }
        return entry(word, lines);
    }

    /** The same for lines that other makes of sentinel shall read over. */
    private RewriteEntry annotations(String word, Function<DurableState.Group, List<String>> rests) {
        RewriteEntry plain = ofGroups(word, rests);
        return new RewriteEntry(
                plain.key(), plain.lines().stream().map(Annotation::line).toList(), plain.forced());
    }

    private List<DurableState.Group> inOrderOf(String word) {
        if (!draft.linesOf.containsKey(word)) {
            return state.groups();
        }
        Map<String, DurableState.Group> left =
                new LinkedHashMap<>(); // by name: of a thousand groups none is looked for
        state.groups().forEach(group -> left.put(group.settings().name(), group));
        List<DurableState.Group> ordered = new ArrayList<>();
        for (String name : draft.linesOf.getOrDefault(word, Set.of())) {
            Optional.ofNullable(left.remove(name)).ifPresent(ordered::add);
        }
        ordered.addAll(left.values());
        return ordered;
    }

    private static RewriteEntry entry(String word, List<String> rests) {
        return new RewriteEntry(
                "sentinel " + word,
                rests.stream().map(rest -> "sentinel " + word + " " + rest).toList(),
                !rests.isEmpty());
    }

    private static String spaced(Address address) {
        return Words.quoteWhereNeeded(address.host()) + " " + address.port();
    }

    private static String yesNo(boolean value) {
        return value ? "yes" : "no";
    }
}
