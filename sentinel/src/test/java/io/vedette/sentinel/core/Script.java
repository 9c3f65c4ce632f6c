package io.vedette.sentinel.core;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * Plays a scenario file: a row of steps, each with lines that say what happens, {@code ----}, and lines that say what the core
 * did. Lines that begin with {@code #} are remarks. The words stand in {@code scenarios/README.md}.
 */
final class Script {
    private static final String BREAK = "----";

    private final Stage stage = new Stage();

    /** The text with the effects as they really are. */
    static String play(String text) {
        Script script = new Script();
        StringBuilder played = new StringBuilder();
        boolean inEffects = false;
        for (String line : text.lines().toList()) {
            if (line.equals(BREAK)) {
                inEffects = true;
                played.append(line).append('\n').append(script.stage.takeSeen());
            } else if (inEffects && line.isBlank()) {
                inEffects = false;
                played.append('\n');
            } else if (!inEffects) {
                played.append(line).append('\n');
                script.line(line.strip());
            }
        }
        return played.toString();
    }

    private void line(String line) {
        if (line.isEmpty() || line.startsWith("#")) {
            return;
        }
        String[] words = line.split(" +");
        Map<String, String> options = options(words);
        switch (words[0]) {
            case "epoch" -> stage.epoch(Long.parseLong(words[1]));
            case "group" -> stage.group(group(words[1], address(words[2]), options));
            case "server" -> server(address(words[1]), options);
            case "start" -> stage.start();
            case "restart" -> stage.restart();
            case "wait" -> stage.pass(Long.parseLong(words[1]));
            case "stall" -> stage.stall(Long.parseLong(words[1]));
            case "woken" -> stage.handle(new Event.Woken());
            case "moved" -> stage.handle(new Event.AddressChanged(address(words[1]), address(words[2])));
            case "kill" -> stage.kill(address(words[1]));
            case "command-refused" ->
                stage.handle(new Event.CommandRefused(data(address(words[1])), words[2], after(line, 3)));
            case "cut" -> stage.cut(address(words[1]), "connection closed");
            case "freeze" -> stage.server(address(words[1]), Optional.empty()).frozen(true);
            case "revive" -> stage.revive(address(words[1]));
            case "peer" -> peer(address(words[1]), words[2], options);
            case "disk" -> disk(words[1]);
            case "hello" -> stage.handle(new Event.HelloHeard(hello(words[1], options)));
            case "hear" -> stage.handle(new Event.HelloHeard(after(line, 1)));
            case "info" ->
                stage.handle(new Event.InfoReceived(
                        data(address(words[1])), InfoWords.text(address(words[1]), after(line, 2))));
            case "up" -> stage.handle(new Event.LinkUp(data(address(words[1]))));
            case "lost" -> stage.handle(new Event.LinkDown(data(address(words[1])), "connection closed"));
            case "answers" -> answers(words);
            case "says" ->
                stage.server(address(words[1]), Optional.empty())
                        .says(InfoWords.text(address(words[1]), after(line, 2)));
            case "ping-answer" -> pingAnswer(address(words[1]), words[2]);
            case "refused" -> refused(address(words[1]), words[2], words.length > 3 ? after(line, 3) : "NOPERM");
            case "asked" -> stage.voteAsked(address(words[1]), Long.parseLong(words[2]), runId(words[3]));
            case "failover" ->
                stage.operator(new Operation.Failover(
                        words[1],
                        line.contains(" coordinated"),
                        line.contains(" force"),
                        Optional.ofNullable(options.get("to")).map(Script::address),
                        options.containsKey("timeout")
                                ? OptionalLong.of(Long.parseLong(options.get("timeout")))
                                : OptionalLong.empty()));
            case "reset" -> stage.operator(new Operation.Reset(words[1]));
            case "remove" -> stage.operator(new Operation.Remove(words[1]));
            case "forget" ->
                stage.operator(new Operation.Forget(
                        words[1],
                        Operation.Member.valueOf(words[2].toUpperCase(java.util.Locale.ROOT)),
                        words[2].equals("replica") ? address(words[3]).toString() : runId(words[3])));
            case "pause" ->
                stage.operator(new Operation.Pause(
                        words[1], words.length > 2 ? Long.parseLong(words[2]) : Maintenance.ENDLESS));
            case "resume" -> stage.operator(new Operation.Pause(words[1], 0));
            case "view" -> stage.view();
            case "explain", "history", "dryrun" -> stage.account(words[0], words[1]);
            case "flush" -> stage.operator(new Operation.FlushConfig());
            case "monitor" -> stage.operator(new Operation.Monitor(settings(words[1], options), address(words[2])));
            case "set" ->
                stage.operator(new Operation.Change(
                        words[1],
                        settings(words[1], options),
                        List.of(String.join(" ", Arrays.copyOfRange(words, 2, words.length))
                                .replace('=', ' '))));
            case "show", "hide" ->
                Arrays.stream(words).skip(1).forEach(kind -> stage.show(kind, words[0].equals("show")));
            default -> throw new IllegalArgumentException("no such line: " + line);
        }
    }

    /** What stands behind the first {@code count} words. */
    private static String after(String line, int count) {
        String[] parts = line.split(" +", count + 1);
        return parts.length > count ? parts[count] : "";
    }

    private static LinkId data(Address address) {
        return new LinkId(LinkId.Kind.DATA, "mymaster", address);
    }

    /** {@code answers S2 :6379 down S3 4}: the answer of S2 to a question about :6379, for whom it voted, and in which epoch. */
    private void answers(String[] words) {
        LinkId link = new LinkId(LinkId.Kind.SENTINEL, "", sentinelAddress(words[1]));
        long epoch = Long.parseLong(words[5]);
        Request.AskMasterDown asked = new Request.AskMasterDown("mymaster", address(words[2]), epoch, "*");
        stage.handle(new Event.MasterDownAnswered(link, asked, words[3].equals("down"), runId(words[4]), epoch));
    }

    private void pingAnswer(Address address, String answer) {
        stage.handle(new Event.PingAnswered(data(address), Event.PingAnswered.Answer.valueOf(answer)));
    }

    private void refused(Address address, String what, String error) {
        Request request = switch (what) {
            case "promote" -> new Request.Promote();
            case "info" -> new Request.Info(false);
            case "hand-over" -> new Request.HandOver(address, 0);
            case "hold" -> new Request.HoldWrites(0);
            default -> throw new IllegalArgumentException(what);
        };
        stage.handle(new Event.RequestFailed(data(address), request, error));
    }

    private void server(Address address, Map<String, String> options) {
        Optional<Address> master = Optional.ofNullable(options.get("of")).map(Script::address);
        FakeServer server = stage.server(address, master);
        options.forEach((name, value) -> {
            switch (name) {
                case "of" -> {}
                case "offset" -> server.offset(Long.parseLong(value));
                case "priority" -> server.priority(Integer.parseInt(value));
                case "info" -> server.extraInfo(repeated(value).replace("|", "\r\n") + "\r\n");
                case "is" -> server.promote();
                case "member" -> server.member();
                case "epoch" -> server.member().belongs(Long.parseLong(value), electorates(options), master.isEmpty());
                case "confirm", "list", "next-confirm", "next" -> {}
                case "fence" -> server.fence(fencing(value));
                case "overridden" -> server.member().overridden(Long.parseLong(value));
                case "promised" -> server.member().promises(Long.parseLong(value));
                case "detached" -> server.member().waits();
                case "fsync" -> server.member().confirmsFromMemory();
                case "not-counted" -> server.member().notCounted(value);
                default -> throw new IllegalArgumentException(name);
            }
        });
    }

    private static List<Electorate> electorates(Map<String, String> options) {
        return java.util.stream.Stream.of("", "next-")
                .map(which -> new Electorate(
                        Integer.parseInt(options.getOrDefault(which + "confirm", "1")),
                        list(options, which.isEmpty() ? "list" : "next").toList()))
                .filter(list -> !list.members().isEmpty())
                .toList();
    }

    /** {@code @a} stands for forty times a. */
    private static String repeated(String text) {
        return Pattern.compile("@([0-9a-z])")
                .matcher(text)
                .replaceAll(found -> found.group(1).repeat(History.ID_LENGTH));
    }

    private void peer(Address address, String state, Map<String, String> options) {
        String vote = Optional.ofNullable(options.get("vote")).orElse("none");
        Optional<LastSupport> support = Optional.ofNullable(options.get("supported"))
                .map(server -> new LastSupport(address(server), Long.parseLong(options.getOrDefault("ago", "0"))));
        String info = options.getOrDefault("kind", "").equals("redis")
                ? "redis_version:7.0.15"
                : support.isPresent() ? "vedette_version:x\r\nvedette_states_support:1" : "";
        stage.peer(
                address,
                switch (state) {
                    case "gone" -> new Stage.Manner(Stage.Manner.Mood.GONE, false, "none");
                    case "mute" -> new Stage.Manner(Stage.Manner.Mood.MUTE, false, "none");
                    case "up" -> new Stage.Manner(Stage.Manner.Mood.OPEN, false, runId(vote), info, support);
                    case "down" -> new Stage.Manner(Stage.Manner.Mood.OPEN, true, runId(vote), info, support);
                    default -> throw new IllegalArgumentException(state);
                });
        if (state.equals("gone")) {
            stage.cut(address, "connection closed");
        }
    }

    private void disk(String state) {
        switch (state) {
            case "fails" -> stage.disk(5, true);
            case "slow" -> stage.disk(100, false);
            case "works" -> stage.disk(1, false);
            default -> throw new IllegalArgumentException(state);
        }
    }

    private static DurableState.Group group(String name, Address address, Map<String, String> options) {
        return new DurableState.Group(
                settings(name, options),
                address,
                Long.parseLong(options.getOrDefault("config", "0")),
                Long.parseLong(options.getOrDefault("vote", "0")),
                Optional.empty(),
                list(options, "replicas").map(Script::address).toList(),
                list(options, "sentinels")
                        .map(id -> new DurableState.Peer(sentinelAddress(id), runId(id)))
                        .toList());
    }

    private static java.util.stream.Stream<String> list(Map<String, String> options, String name) {
        return options.containsKey(name) ? Arrays.stream(options.get(name).split("[+]")) : java.util.stream.Stream.of();
    }

    /** S2 listens at :26382, and so on. */
    private static Address sentinelAddress(String id) {
        return address(":2638" + id.charAt(1));
    }

    private static MasterSettings settings(String name, Map<String, String> options) {
        return MasterSettings.of(name, Integer.parseInt(options.getOrDefault("quorum", "2")))
                .withDownAfterMillis(Long.parseLong(options.getOrDefault("down-after", "1000")))
                .withFailoverTimeoutMillis(Long.parseLong(options.getOrDefault("failover-timeout", "10000")))
                .withParallelSyncs(Integer.parseInt(options.getOrDefault("parallel-syncs", "1")))
                .withMasterRebootDownAfterMillis(Long.parseLong(options.getOrDefault("reboot-down-after", "0")))
                .withCaution(caution(options))
                .withAuthPass(Optional.ofNullable(options.get("auth-pass")));
    }

    private static Caution caution(Map<String, String> options) {
        Caution caution = Caution.NONE
                .withRefusedIsDown(options.containsKey("refused-is-down"))
                .withReplicaVeto(options.containsKey("replica-veto"))
                .withForgetAfterMillis(Long.parseLong(options.getOrDefault("forget-after", "0")));
        Optional<WriteQuorum> writeQuorum =
                Optional.ofNullable(options.get("write-quorum")).map(Script::writeQuorum);
        caution = caution.withWriteQuorum(writeQuorum);
        caution =
                caution.withFencing(Optional.ofNullable(options.get("fencing")).map(Script::fencing));
        return options.containsKey("max-lag")
                ? caution.withMaxFailoverLagBytes(Long.parseLong(options.get("max-lag")))
                : caution;
    }

    /** {@code 1of2}. */
    private static WriteQuorum writeQuorum(String text) {
        String[] parts = text.split("of");
        return new WriteQuorum(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
    }

    /** {@code 2+600+3}: demanded, lag, stated. */
    private static Fencing fencing(String text) {
        String[] parts = text.split("[+]");
        return new Fencing(Integer.parseInt(parts[0]), Long.parseLong(parts[1]), Integer.parseInt(parts[2]));
    }

    private static String hello(String id, Map<String, String> options) {
        Address at = Optional.ofNullable(options.get("at")).map(Script::address).orElse(sentinelAddress(id));
        return new Hello(
                        at,
                        runId(id),
                        Long.parseLong(options.getOrDefault("epoch", "0")),
                        options.getOrDefault("group", "mymaster"),
                        address(options.getOrDefault("master", ":6379")),
                        Long.parseLong(options.getOrDefault("config", "0")))
                .text("");
    }

    private static Map<String, String> options(String[] words) {
        Map<String, String> options = new HashMap<>();
        for (String word : words) {
            int equals = word.indexOf('=');
            if (equals > 0) {
                options.put(word.substring(0, equals), word.substring(equals + 1));
            }
        }
        return options;
    }

    static Address address(String text) {
        int colon = text.lastIndexOf(':');
        String host = colon == 0 ? "127.0.0.1" : text.substring(0, colon);
        return new Address(host, Integer.parseInt(text.substring(colon + 1)));
    }

    private static String runId(String text) {
        return text.length() == 2 && text.charAt(0) == 'S' ? text.substring(1).repeat(40) : text;
    }
}
