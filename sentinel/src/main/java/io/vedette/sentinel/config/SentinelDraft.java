package io.vedette.sentinel.config;

import io.vedette.config.ConfigRefusal;
import io.vedette.config.Directive;
import io.vedette.config.Fault;
import io.vedette.sentinel.config.MasterDraft.Known;
import io.vedette.sentinel.core.Maintenance;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What the {@code sentinel ...} directives of a start say. Read in three passes, so that the order in the file is free:
 * what holds for all, then the masters, then what is said of each. Every fault is gathered; the texts are Redis' where Redis
 * has one. Numbers that are none are refused, although Redis reads them as zero.
 */
final class SentinelDraft {
    private static final int RUN_ID_LENGTH = 40;
    private static final int MAX_PORT = 65535;
    private static final String UNRECOGNIZED = "Unrecognized sentinel configuration statement.";
    private static final Set<String> GLOBAL = Set.of(
            "announce-ip",
            "announce-port",
            "announce-hostnames",
            "current-epoch",
            "deny-scripts-reconfig",
            "myid",
            "resolve-hostnames",
            "sentinel-pass",
            "sentinel-user",
            "state-file");

    /** Words behind which a master's name and one value stand. */
    private static final Set<String> OF_MASTER = Set.of(
            "auth-pass",
            "auth-user",
            "client-reconfig-script",
            "config-epoch",
            "down-after-milliseconds",
            "failover-timeout",
            "forget-after",
            "leader-epoch",
            "master-reboot-down-after-period",
            "max-failover-lag",
            "notification-script",
            "parallel-syncs",
            "primary-reboot-down-after-period",
            "refused-is-down",
            "replica-veto");

    Optional<String> myId = Optional.empty();
    long currentEpoch;
    String announceIp = "";
    int announcePort;
    boolean announceHostnames;
    boolean resolveHostnames;
    boolean denyScriptsReconfig = true;
    String sentinelUser = "";
    String sentinelPass = "";
    final Map<String, MasterDraft> masters = new LinkedHashMap<>();

    /** For each first word, the masters that have a line of it, in the order of the lines: they get their places back. */
    final Map<String, Set<String>> linesOf = new HashMap<>();

    /** First words of directives that stand in the file and are not about one master. */
    final Set<String> stated = new LinkedHashSet<>();

    private final List<Fault> faults = new ArrayList<>();

    /** Whether a word is about no master in particular. */
    static boolean isGlobal(String word) {
        return GLOBAL.contains(word);
    }

    List<Fault> load(List<Directive> directives) {
        List<Directive> whole = new ArrayList<>();
        for (Directive directive : directives) {
            if (directive.args().isEmpty()) {
                faults.add(directive.fault(UNRECOGNIZED));
            } else {
                whole.add(directive);
            }
        }
        pass(whole, word -> GLOBAL.contains(word), this::global);
        pass(whole, word -> word.equals("monitor"), this::monitor);
        pass(whole, word -> !GLOBAL.contains(word) && !word.equals("monitor"), this::ofMaster);
        return faults;
    }

    private interface Reader {
        void read(String word, List<String> args) throws ConfigRefusal;
    }

    private void pass(List<Directive> directives, Predicate<String> mine, Reader reader) {
        for (Directive directive : directives) {
            String word = directive.args().getFirst().toLowerCase(Locale.ROOT);
            if (mine.test(word)) {
                try {
                    reader.read(
                            word, directive.args().subList(1, directive.args().size()));
                } catch (ConfigRefusal refusal) {
                    faults.add(directive.fault(refusal.reason()));
                }
            }
        }
    }

    private void global(String word, List<String> args) throws ConfigRefusal {
        require(args.size() == 1);
        String value = args.getFirst();
        stated.add(word);
        switch (word) {
            case "announce-ip" -> announceIp = value;
            case "announce-port" -> announcePort = value.isEmpty() ? 0 : port(value);
            case "announce-hostnames" -> announceHostnames = yesNo(word, value, "option");
            case "resolve-hostnames" -> resolveHostnames = yesNo(word, value, "option");
            case "deny-scripts-reconfig" -> denyScriptsReconfig = yesNo(word, value, "options");
            case "state-file" -> {} // StateFile's
            case "sentinel-user" -> sentinelUser = value;
            case "sentinel-pass" -> sentinelPass = value;
            case "current-epoch" -> currentEpoch = Math.max(currentEpoch, epoch(value));
            case "myid" -> {
                if (value.length() != RUN_ID_LENGTH) {
                    throw new ConfigRefusal("Malformed Sentinel id in myid option.");
                }
                myId = Optional.of(value);
            }
            default -> throw new ConfigRefusal(UNRECOGNIZED);
        }
    }

    private void monitor(String word, List<String> args) throws ConfigRefusal {
        require(args.size() == 4);
        int quorum = (int) number(args.get(3), 1, Integer.MAX_VALUE, "Quorum must be 1 or greater.");
        int port = port(args.get(2));
        String name = args.getFirst();
        checkHost(args.get(1));
        if (masters.containsKey(name)) {
            throw new ConfigRefusal("Duplicate master name.");
        }
        masters.put(name, new MasterDraft(name, args.get(1), port, quorum));
        remember(word, name);
    }

    private void ofMaster(String word, List<String> args) throws ConfigRefusal {
        requireCount(word, args.size());
        MasterDraft master = Optional.ofNullable(masters.get(args.getFirst()))
                .orElseThrow(() -> new ConfigRefusal("No such master with specified name."));
        remember(word, master.name);
        String value = args.get(1);
        switch (word) {
            case "down-after-milliseconds" -> master.downAfterMillis = OptionalLong.of(positive(value));
            case "failover-timeout" -> master.failoverTimeoutMillis = OptionalLong.of(positive(value));
            case "parallel-syncs" ->
                master.parallelSyncs = OptionalInt.of(
                        (int) number(value, 1, Integer.MAX_VALUE, "parallel-syncs must be 1 or greater."));
            case "master-reboot-down-after-period", "primary-reboot-down-after-period" ->
                master.rebootDownAfterMillis =
                        OptionalLong.of(number(value, 0, Long.MAX_VALUE / 2, "negative time parameter."));
            case "notification-script" -> {
                checkScript(value, "Notification script seems non existing or non executable.");
                master.notificationScript = Optional.of(value);
            }
            case "client-reconfig-script" -> {
                checkScript(value, "Client reconfiguration script seems non existing or non executable.");
                master.clientReconfigScript = Optional.of(value);
            }
            case "auth-pass" -> master.authPass = Optional.of(value);
            case "auth-user" -> master.authUser = Optional.of(value);
            case "config-epoch" -> {
                master.configEpoch = epoch(value);
                currentEpoch = Math.max(currentEpoch, master.configEpoch); // a line may have been lost from the file
            }
            case "leader-epoch" -> master.leaderEpoch = epoch(value);
            case "rename-command" -> {
                if (master.renamedCommands.putIfAbsent(value.toLowerCase(Locale.ROOT), args.get(2)) != null) {
                    throw new ConfigRefusal("Same command renamed multiple times with rename-command.");
                }
            }
            case "max-failover-lag" ->
                master.caution = master.caution.withMaxFailoverLagBytes(
                        number(value, 0, Long.MAX_VALUE, "max-failover-lag must be 0 or greater."));
            case "refused-is-down" -> master.caution = master.caution.withRefusedIsDown(yesNo(word, value, "option"));
            case "replica-veto" -> master.caution = master.caution.withReplicaVeto(yesNo(word, value, "option"));
            case "forget-after" ->
                master.caution = master.caution.withForgetAfterMillis(
                        number(value, 0, Long.MAX_VALUE / 2, "negative time parameter."));
            case "write-quorum" ->
                master.caution = master.caution.withWriteQuorum(Optional.of(WriteQuorumWords.read(value, args.get(2))));
            case "fencing" ->
                master.caution = master.caution.withFencing(
                        Optional.of(FencingWords.read(value, args.get(2), args.get(3), master.quorum)));
            case "maintenance" -> master.maintenance = maintenance(args);
            case "failover-history" -> master.history.add(HistoryLine.read(args.subList(1, args.size())));
            case "known-replica", "known-slave" -> knownReplica(master, value, args.get(2));
            case "known-sentinel" -> knownSentinel(master, args);
            default -> throw new ConfigRefusal(UNRECOGNIZED);
        }
    }

    private static void requireCount(String word, int count) throws ConfigRefusal {
        switch (word) {
            case "rename-command", "known-replica", "known-slave", "write-quorum" -> require(count == 3);
            case "known-sentinel" -> require(count == 3 || count == 4);
            case "failover-history" -> require(count > 1);
            case "maintenance", "fencing" -> require(count == 4);
            default -> require(count == 2 && OF_MASTER.contains(word));
        }
    }

    private static Maintenance maintenance(List<String> args) throws ConfigRefusal {
        return new Maintenance(
                epoch(args.get(1)), args.get(2), number(args.get(3), 0, Long.MAX_VALUE, "negative time parameter."));
    }

    private void knownReplica(MasterDraft master, String host, String portText) throws ConfigRefusal {
        Known replica = new Known(host, port(portText), "");
        if (!master.replicas.contains(replica)) { // Redis writes a known-slave line once more as known-replica
            master.replicas.add(replica);
        }
    }

    /** A line without an id is of the form that the first versions wrote; it is read over, as in Redis. */
    private void knownSentinel(MasterDraft master, List<String> args) throws ConfigRefusal {
        if (args.size() == 3) {
            return;
        }
        String runId = args.get(3);
        if (runId.length() != RUN_ID_LENGTH) {
            throw new ConfigRefusal("Malformed Sentinel id in known-sentinel option.");
        }
        if (master.sentinels.stream().anyMatch(known -> known.runId().equals(runId))) {
            throw new ConfigRefusal("Duplicate runid for sentinel.");
        }
        master.sentinels.add(new Known(args.get(1), port(args.get(2)), runId));
    }

    private void remember(String word, String master) {
        linesOf.computeIfAbsent(word, any -> new LinkedHashSet<>()).add(master);
    }

    private void checkHost(String host) throws ConfigRefusal {
        if (!resolveHostnames && !IpAddress.isNumeric(host)) {
            throw new ConfigRefusal("Can't resolve instance hostname.");
        }
    }

    private static void checkScript(String path, String reason) throws ConfigRefusal {
        try {
            if (!Files.isExecutable(Path.of(path))) {
                throw new ConfigRefusal(reason);
            }
        } catch (InvalidPathException e) {
            throw new ConfigRefusal(reason);
        }
    }

    private static void require(boolean condition) throws ConfigRefusal {
        if (!condition) {
            throw new ConfigRefusal(UNRECOGNIZED);
        }
    }

    private static boolean yesNo(String word, String value, String options) throws ConfigRefusal {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "yes" -> true;
            case "no" -> false;
            default -> throw new ConfigRefusal("Please specify yes or no for the " + word + " " + options + ".");
        };
    }

    private static long positive(String text) throws ConfigRefusal {
        return number(text, 1, Long.MAX_VALUE / 2, "negative or zero time parameter.");
    }

    private static long epoch(String text) throws ConfigRefusal {
        return number(text, 0, Long.MAX_VALUE, "argument couldn't be parsed into an integer");
    }

    private static int port(String text) throws ConfigRefusal {
        return (int) number(text, 0, MAX_PORT, "Invalid port number.");
    }

    static long number(String text, long min, long max, String outside) throws ConfigRefusal {
        long value;
        try {
            value = Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new ConfigRefusal("argument couldn't be parsed into an integer");
        }
        if (value < min || value > max) {
            throw new ConfigRefusal(outside);
        }
        return value;
    }
}
