package io.vedette.replication;

import io.vedette.config.OutputLimits;
import io.vedette.rdb.RdbReplication;
import io.vedette.resp.Argv;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** One server of a scenario: log and both cores. Steps are words; ids are shown as {@code <id1>}, {@code <id2>}. */
final class ScenarioRun {
    private final Map<String, Integer> numbers = new HashMap<>(Map.of(
            "diskless",
            1,
            "delay",
            0,
            "max-replicas",
            0,
            "timeout",
            60,
            "ping-period",
            10,
            "ttl",
            3600,
            "min-replicas",
            0,
            "max-lag",
            10,
            "port",
            6380));
    private final Map<String, String> texts = new HashMap<>();
    private int ids = 1;
    private long now;
    private final ReplicationLog log = new ReplicationLog(ReplicationHistory.of(id(1)), 1 << 20);
    private final ReplicaCore replica = new ReplicaCore(log, this::newId, this::replicaSettings);
    private final MasterCore master = new MasterCore(log, replica, this::newId, this::masterSettings);

    private static String id(int number) {
        return String.format("%040x", number);
    }

    private String newId() {
        return id(++ids);
    }

    private ReplicaSettings replicaSettings() {
        return new ReplicaSettings(
                numbers.get("port"),
                Optional.ofNullable(texts.get("ip")),
                Optional.ofNullable(texts.get("user")),
                Optional.ofNullable(texts.get("password")),
                numbers.get("timeout"),
                Optional.ofNullable(texts.get("server-id")),
                16);
    }

    private MasterSettings masterSettings() {
        return new MasterSettings(
                numbers.get("diskless") == 1,
                numbers.get("delay"),
                numbers.get("max-replicas"),
                numbers.get("timeout"),
                numbers.get("ping-period"),
                numbers.get("ttl"),
                numbers.get("min-replicas"),
                numbers.get("max-lag"),
                OutputLimits.DEFAULT.replica());
    }

    void step(String line, StringBuilder out) {
        String[] words = expand(line).split(" ");
        switch (words[0]) {
            case "time" -> now = Long.parseLong(words[1]);
            case "set" -> set(words[1], words[2]);
            case "write" -> master.feed(Integer.parseInt(words[1]), argv(words, 2));
            case "stream" -> stream(out);
            case "info" -> info(out);
            case "log" ->
                show(
                        out,
                        "log " + log.history().id() + " " + log.history().previousId() + " "
                                + log.history().secondOffset() + " end " + log.endOffset());
            case "position" -> show(out, "position " + replica.position());
            case "demand" ->
                master.quorum().adopt(Integer.parseInt(words[1]), List.of(), words[2].equals("fsynced"), 0);
            case "want" -> master.quorum().want(number(words[1]));
            case "kept" -> {
                WriteQuorum quorum = master.quorum();
                show(out, "kept " + quorum.confirmed(quorum.rule()) + " by " + quorum.names());
            }
            case "good" -> show(out, "good " + master.goodReplicas(now) + " may write " + master.mayWrite(now));
            default -> {
                if (Character.isUpperCase(words[0].charAt(0))) {
                    masterStep(words, out);
                } else {
                    replicaStep(words, line, out);
                }
            }
        }
    }

    private void replicaStep(String[] words, String line, StringBuilder out) {
        ReplicaEvent event = switch (words[0]) {
            case "start" -> new ReplicaEvent.StartFollowing(words[1], Integer.parseInt(words[2]));
            case "recovered" ->
                new ReplicaEvent.Recovered(
                        new RdbReplication(Integer.parseInt(words[3]), words[1], number(words[2]), Optional.empty()),
                        words[4].equals("replica"));
            case "follow" -> new ReplicaEvent.Follow(words[1], Integer.parseInt(words[2]), "someone");
            case "hand-over" -> new ReplicaEvent.HandOver(words[1], Integer.parseInt(words[2]));
            case "fsynced" -> new ReplicaEvent.Fsynced(number(words[1]));
            case "promote" -> new ReplicaEvent.Promote("someone");
            case "tick" -> new ReplicaEvent.Tick();
            case "connected" -> new ReplicaEvent.Connected(number(words[1]));
            case "refused" -> new ReplicaEvent.ConnectFailed(number(words[1]), "Connection refused");
            case "closed" -> new ReplicaEvent.Closed(number(words[1]), "Connection reset by peer");
            case "loaded" -> new ReplicaEvent.Loaded(number(words[1]), Integer.parseInt(words[2]), Marker.NONE);
            case "load-failed" -> new ReplicaEvent.LoadFailed(number(words[1]), "damaged");
            case "apply-failed" -> new ReplicaEvent.ApplyFailed(number(words[1]), "unknown command");
            case "got" -> {
                byte[] bytes = unescape(expand(line).split(" ", 3)[2]);
                yield new ReplicaEvent.Received(number(words[1]), bytes, bytes.length);
            }
            default -> throw new AssertionError(line);
        };
        for (ReplicaEffect effect : replica.handle(event, now)) {
            show(
                    out,
                    switch (effect) {
                        case ReplicaEffect.Connect(long link, String host, int port) ->
                            "connect " + link + " " + host + " " + port;
                        case ReplicaEffect.Send(long link, byte[] bytes) -> "send " + link + " " + escape(bytes);
                        case ReplicaEffect.LoadBytes(long link, byte[] bytes) -> "load " + link + " " + escape(bytes);
                        case ReplicaEffect.Apply(long link, List<ReplicaEffect.Apply.Command> commands) ->
                            "apply " + link + " "
                                    + commands.stream()
                                            .map(command -> "[" + command.database() + "] " + command.argv())
                                            .collect(Collectors.joining("; "));
                        case ReplicaEffect.Note(NoteLevel level, String text) -> level + ": " + text;
                        default -> effect.toString();
                    });
            if (effect instanceof ReplicaEffect.DisconnectReplicas) {
                masterEvent(new MasterEvent.DisconnectAll(), out);
            }
        }
    }

    private void masterStep(String[] words, StringBuilder out) {
        long client = words.length > 1 && words[1].matches("\\d+") ? number(words[1]) : 0;
        String address = "10.0.0." + client + ":5000" + client;
        masterEvent(
                switch (words[0]) {
                    case "Tick" -> new MasterEvent.Tick();
                    case "Turn" -> new MasterEvent.TurnEnded();
                    case "Replconf" -> {
                        words[1] = "REPLCONF";
                        yield new MasterEvent.ReplconfReceived(client, address, argv(words, 1));
                    }
                    case "Psync" -> {
                        words[1] = "PSYNC";
                        yield new MasterEvent.SyncReceived(client, address, argv(words, 1), false);
                    }
                    case "Sync" -> new MasterEvent.SyncReceived(client, address, Argv.of("SYNC"), false);
                    case "SyncWithOutput" -> new MasterEvent.SyncReceived(client, address, Argv.of("SYNC"), true);
                    case "Alive" -> new MasterEvent.SignOfLife(client);
                    case "Gone" -> new MasterEvent.Gone(client);
                    case "Stored" -> new MasterEvent.SnapshotStored(number(words[1]));
                    case "Streamed" -> new MasterEvent.SnapshotStreamed();
                    case "SnapshotFailed" -> new MasterEvent.SnapshotFailed("disk full");
                    case "FileSent" -> new MasterEvent.FileSent(client);
                    case "Wait" ->
                        new MasterEvent.WaitAsked(
                                client,
                                number(words[2]),
                                new AckWish.Applied(Integer.parseInt(words[3])),
                                number(words[4]),
                                true);
                    case "WaitInMulti" ->
                        new MasterEvent.WaitAsked(
                                client, number(words[2]), new AckWish.Applied(Integer.parseInt(words[3])), 0, false);
                    case "WaitDisks" ->
                        new MasterEvent.WaitAsked(
                                client,
                                number(words[2]),
                                new AckWish.OnDisk(words[3].equals("1"), number(words[4])),
                                0,
                                true);
                    case "FsyncedHere" -> new MasterEvent.FsyncedHere(number(words[1]));
                    case "AppendOnlyEnded" -> new MasterEvent.AppendOnlyEnded();
                    case "Failover" ->
                        new MasterEvent.FailoverAsked(
                                client,
                                Optional.of(new MasterEvent.FailoverAsked.Target(words[2], Integer.parseInt(words[3]))),
                                words[4].equals("force"),
                                number(words[5]));
                    case "FailoverAbort" -> new MasterEvent.FailoverAbortAsked(client);
                    case "HandedOver" -> new MasterEvent.HandedOver();
                    case "HandoverFailed" -> new MasterEvent.HandoverFailed("refused");
                    case "WaitOver" -> new MasterEvent.WaitTimedOut(client);
                    default -> throw new AssertionError(String.join(" ", words));
                },
                out);
    }

    private void masterEvent(MasterEvent event, StringBuilder out) {
        for (MasterEffect effect : master.handle(event, now)) {
            show(
                    out,
                    switch (effect) {
                        case MasterEffect.Send(long to, byte[] bytes) -> "Send " + to + " " + escape(bytes);
                        case MasterEffect.Note(NoteLevel level, String text) -> level + ": " + text;
                        default -> effect.toString();
                    });
        }
    }

    private void stream(StringBuilder out) {
        for (ReplicaPeer peer : master.streaming()) {
            StringBuilder bytes = new StringBuilder();
            peer.cursor()
                    .read(
                            Long.MAX_VALUE,
                            (block, offset, length) ->
                                    bytes.append(escape(Arrays.copyOfRange(block, offset, offset + length))));
            show(out, "to " + peer.id() + " " + bytes);
        }
    }

    private void info(StringBuilder out) {
        new ReplicationReport(log, replica, master, masterSettings(), 100, true, true)
                .text(now)
                .lines()
                .forEach(line -> show(out, line));
        show(out, "role " + replica.status(now).state());
    }

    private void set(String name, String value) {
        if (value.matches("\\d+")) {
            numbers.put(name, Integer.parseInt(value));
        } else {
            texts.put(name, value);
        }
    }

    private void show(StringBuilder out, String text) {
        String shown = text.replace(ReplicationHistory.NO_ID, "<none>");
        for (int i = 1; i <= ids + 8; i++) {
            shown = shown.replace(id(i), "<id" + Integer.toHexString(i) + ">");
        }
        shown = shown.replace(id(0xaaaa), "<idaaaa>").replace(id(0xbbbb), "<idbbbb>");
        out.append(shown).append('\n');
    }

    private static String expand(String line) {
        String text = line;
        while (text.contains("<id")) {
            int from = text.indexOf("<id");
            int to = text.indexOf('>', from);
            text = text.substring(0, from)
                    + id(Integer.parseInt(text.substring(from + 3, to), 16))
                    + text.substring(to + 1);
        }
        return text;
    }

    private static Argv argv(String[] words, int from) {
        return Argv.of(Arrays.copyOfRange(words, from, words.length));
    }

    private static long number(String word) {
        return Long.parseLong(word);
    }

    private static String escape(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1)
                .replace("\r", "\\r")
                .replace("\n", "\\n");
    }

    private static byte[] unescape(String text) {
        return text.replace("\\r", "\r").replace("\\n", "\n").getBytes(StandardCharsets.ISO_8859_1);
    }
}
