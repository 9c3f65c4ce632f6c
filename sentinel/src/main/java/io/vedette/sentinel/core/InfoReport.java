package io.vedette.sentinel.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/**
 * What a sentinel reads in the INFO of a data server. Lines that make no sense are passed over.
 *
 * @param offset up to where it has the history: applied by a replica, made by a master
 * @param priority of a replica; masters do not tell it
 * @param lastIoSeconds how long ago a replica heard from its master
 * @param history ids of the history that its data belongs to
 * @param keys number of keys in all databases
 * @param handing what it makes of the command FAILOVER
 * @param allegiance of a server of ours that belongs to a group with a write quorum, or could
 * @param fence of a server of ours
 * @param everLinked false for a replica that says that its link to a master was never up
 */
record InfoReport(
        Optional<String> runId,
        Optional<Role> role,
        List<Address> replicas,
        Optional<Address> master,
        boolean masterLinkUp,
        long masterLinkDownMillis,
        boolean everLinked,
        int priority,
        long offset,
        boolean announced,
        boolean loading,
        OptionalLong lastIoSeconds,
        Optional<History> history,
        long keys,
        Handing handing,
        Optional<Allegiance> allegiance,
        Optional<FenceReport> fence) {
    enum Role {
        MASTER,
        REPLICA
    }

    /** Where a server stands with handing its part as a master over by itself. */
    enum Handing {
        /** It does not know FAILOVER. */
        UNKNOWN,
        IDLE,
        UNDER_WAY
    }

    /** Redis' default replica-priority. */
    static final int DEFAULT_PRIORITY = 100;

    private static final int MAX_PORT = 65_535;

    boolean says(Role wanted) {
        return role.isPresent() && role.get() == wanted;
    }

    /** True if it knows FAILOVER. */
    boolean handsOver() {
        return handing != Handing.UNKNOWN;
    }

    boolean isHandingOver() {
        return handing == Handing.UNDER_WAY;
    }

    static InfoReport parse(String text) {
        return parse(text, UnaryOperator.identity());
    }

    /** @param ours what the instances that the text names are called here */
    static InfoReport parse(String text, UnaryOperator<Address> ours) {
        Reader reader = new Reader(ours);
        int start = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
            reader.line(text, start, end);
            start = end + 1;
        }
        reader.line(text, start, text.length());
        return reader.report();
    }

    private static final class Reader {
        /** {@code slave0}, {@code slave1}, ... */
        private static final String REPLICA = "slave";
        /** {@code db0}, {@code db1}, ... */
        private static final String DATABASE = "db";

        private static final List<String> WITH_R = List.of("run_id:", "role:", "replica_announced:");
        private static final List<String> WITH_M = List.of(
                "master_host:",
                "master_port:",
                "master_link_status:",
                "master_link_down_since_seconds:",
                "master_repl_offset:",
                "master_last_io_seconds_ago:",
                "master_replid:",
                "master_replid2:",
                "master_failover_state:");
        private static final List<String> WITH_S =
                List.of("slave_priority:", "slave_repl_offset:", "second_repl_offset:", REPLICA);
        private static final List<String> WITH_L = List.of("loading:");
        private static final List<String> WITH_V = List.of(
                "vedette_version:",
                "vedette_standing:",
                "vedette_promised:",
                "vedette_confirms_from_disk:",
                "vedette_confirming:",
                "vedette_confirming_next:",
                "vedette_fence:",
                "vedette_fence_sentinels:",
                "vedette_fence_max_lag_ms:",
                "vedette_fence_supporters:");
        private static final List<String> WITH_D = List.of(DATABASE);

        private final UnaryOperator<Address> ours;
        private Optional<String> runId = Optional.empty();
        private Optional<Role> role = Optional.empty();
        private final List<Address> replicas = new ArrayList<>();
        private String masterHost = "";
        private int masterPort;
        private boolean masterLinkUp;
        private long masterLinkDownMillis;
        private boolean everLinked = true;
        private int priority = DEFAULT_PRIORITY;
        private long replicaOffset;
        private long masterOffset;
        private boolean announced = true;
        private boolean loading;
        private OptionalLong lastIoSeconds = OptionalLong.empty();
        private String replid = "";
        private String replid2 = "";
        private long secondOffset = -1;
        private long keys;
        private Handing handing = Handing.UNKNOWN;
        private String standing = "";
        private Ballot promised = Ballot.NONE;
        private boolean fromDisk;
        private String confirming = "";
        private String confirmingNext = "";
        private String fence = "";
        private long fenceSentinels;
        private long fenceLagMillis;
        private long fenceSupporters;

        Reader(UnaryOperator<Address> ours) {
            this.ours = ours;
        }

        /** Most lines are none of ours, and leave no garbage. */
        private void line(String text, int start, int end) {
            if (start == end) {
                return;
            }
            List<String> names = switch (text.charAt(start)) {
                case 'r' -> WITH_R;
                case 'm' -> WITH_M;
                case 's' -> WITH_S;
                case 'l' -> WITH_L;
                case 'v' -> WITH_V;
                case 'd' -> WITH_D;
                default -> List.of();
            };
            for (int i = 0; i < names.size(); i++) {
                if (text.startsWith(names.get(i), start)) {
                    field(names.get(i), text, start, end);
                    return;
                }
            }
        }

        private void field(String name, String text, int start, int end) {
            int colon = text.indexOf(':', start, end);
            if (colon > start) {
                String value = value(text, colon + 1, end);
                switch (name) {
                    case REPLICA -> replica(text.substring(start, colon), value);
                    case DATABASE -> database(text.substring(start, colon), value);
                    default -> field(name, value);
                }
            }
        }

        private static String value(String text, int start, int end) {
            int last = end > start && text.charAt(end - 1) == '\r' ? end - 1 : end;
            return text.substring(start, last).strip();
        }

        private void field(String name, String value) {
            switch (name) {
                case "run_id:" -> runId = value.length() == 40 ? Optional.of(value) : runId;
                case "role:" ->
                    role = switch (value) {
                        case "master" -> Optional.of(Role.MASTER);
                        case "slave" -> Optional.of(Role.REPLICA);
                        default -> role;
                    };
                case "master_host:" -> masterHost = value;
                case "master_port:" -> masterPort = Math.clamp(number(value, masterPort), 0, MAX_PORT + 1);
                case "master_link_status:" -> masterLinkUp = value.equals("up");
                case "master_link_down_since_seconds:" -> linkDownSeconds(number(value, 0));
                case "slave_priority:" -> priority = Math.clamp(number(value, priority), 0, Integer.MAX_VALUE);
                case "slave_repl_offset:" -> replicaOffset = number(value, replicaOffset);
                case "master_repl_offset:" -> masterOffset = number(value, masterOffset);
                case "replica_announced:" -> announced = !value.equals("0");
                case "loading:" -> loading = value.equals("1");
                case "master_last_io_seconds_ago:" -> lastIo(number(value, -1));
                case "master_replid:" -> replid = value;
                case "master_replid2:" -> replid2 = value;
                case "second_repl_offset:" -> secondOffset = number(value, -1);
                case "vedette_version:" -> standing = standing.isEmpty() ? "outside" : standing;
                case "vedette_standing:" -> standing = value;
                case "vedette_promised:" -> promised = Ballot.of(value);
                case "vedette_confirms_from_disk:" -> fromDisk = value.equals("1");
                case "vedette_confirming:" -> confirming = value;
                case "vedette_confirming_next:" -> confirmingNext = value.equals("none") ? "" : value;
                case "vedette_fence:" -> fence = value;
                case "vedette_fence_sentinels:" -> fenceSentinels = number(value, 0);
                case "vedette_fence_max_lag_ms:" -> fenceLagMillis = number(value, 0);
                case "vedette_fence_supporters:" -> fenceSupporters = number(value, 0);
                case "master_failover_state:" ->
                    handing = value.equals("no-failover") ? Handing.IDLE : Handing.UNDER_WAY;
                default -> throw new IllegalStateException(name);
            }
        }

        /** -1 where nothing was heard. */
        private void lastIo(long seconds) {
            lastIoSeconds = seconds >= 0 ? OptionalLong.of(seconds) : OptionalLong.empty();
        }

        /** {@code db0:keys=10,expires=0,avg_ttl=0}. */
        private void database(String name, String value) {
            if (name.length() > 2
                    && name.startsWith("db")
                    && Character.isDigit(name.charAt(2))
                    && value.startsWith("keys=")) {
                int comma = value.indexOf(',');
                keys += Math.max(0, number(value.substring(5, comma < 0 ? value.length() : comma), 0));
            }
        }

        /** -1 where there was no link ever. */
        private void linkDownSeconds(long seconds) {
            everLinked = seconds >= 0;
            masterLinkDownMillis = Math.clamp(seconds, 0, Integer.MAX_VALUE) * 1_000L;
        }

        /** {@code slave0:ip=127.0.0.1,port=6380,state=online,...}. */
        private void replica(String name, String value) {
            if (!name.startsWith("slave") || name.length() < 6 || !Character.isDigit(name.charAt(5))) {
                return;
            }
            String host = "";
            int port = 0;
            for (String part : value.split(",")) {
                if (part.startsWith("ip=")) {
                    host = part.substring(3);
                } else if (part.startsWith("port=")) {
                    port = Math.clamp(number(part.substring(5), 0), 0, MAX_PORT + 1);
                }
            }
            if (Hello.isHost(host) && port > 0 && port <= MAX_PORT) {
                Address replica = ours.apply(new Address(host, port));
                if (replica.port() > 0 && !replicas.contains(replica)) {
                    replicas.add(replica);
                }
            }
        }

        private static long number(String text, long otherwise) {
            try {
                return Long.parseLong(text);
            } catch (NumberFormatException e) {
                return otherwise;
            }
        }

        /** Empty for a server that knows nothing of ballots, or whom an operator has taken out of them. */
        private Optional<Allegiance> allegiance() {
            // By an operator's word it goes against its promise: it is taken back like one that is new.
            return standing.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Allegiance(
                            standing.equals("foreign") ? Ballot.NONE : promised,
                            standing.equals("leading"),
                            standing.equals("detached"),
                            fromDisk,
                            confirming,
                            confirmingNext));
        }

        private Optional<FenceReport> fence() {
            return fence.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new FenceReport(
                            fence,
                            Math.clamp(fenceSentinels, 0, Integer.MAX_VALUE),
                            fenceLagMillis,
                            Math.clamp(fenceSupporters, 0, Integer.MAX_VALUE)));
        }

        private InfoReport report() {
            Optional<Address> master = !Hello.isHost(masterHost) || masterPort == 0 || masterPort > MAX_PORT
                    ? Optional.empty()
                    : Optional.of(ours.apply(new Address(masterHost, masterPort)));
            return new InfoReport(
                    runId,
                    role,
                    List.copyOf(replicas),
                    master,
                    masterLinkUp,
                    masterLinkDownMillis,
                    everLinked,
                    priority,
                    role.filter(Role.MASTER::equals).isPresent() ? masterOffset : replicaOffset,
                    announced,
                    loading,
                    lastIoSeconds,
                    History.of(replid, replid2, secondOffset),
                    keys,
                    handing,
                    allegiance(),
                    fence());
        }
    }
}
