package io.vedette.sentinel.core;

import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** The words of stories: effects as lines, and short forms of INFO and hello. */
final class StoryText {
    private static final int FIRST_SENTINEL_PORT = 26_000;

    /** The run id of a sentinel of one letter. */
    static String runId(String letter) {
        return letter.repeat(40);
    }

    private static String shortened(String text) {
        return text.replaceAll("([a-z])\\1{39}", "$1");
    }

    static String name(Address address) {
        int letter = address.port() - FIRST_SENTINEL_PORT;
        return letter >= 0 && letter < 26 ? Character.toString('a' + letter) : Integer.toString(address.port());
    }

    // --- what goes in ---

    /** {@code says 6380 slave 6379 offset 5}: the words from the third on. */
    static String info(String name, String[] words) {
        return infoOf(name, List.of(words).subList(1, words.length).toArray(String[]::new));
    }

    /** {@code 6379 master 6380 6381}, {@code 6380 slave 6379 offset 5 priority 1 linkdown 3 run x}, or {@code text LINE|LINE}. */
    static String infoOf(String name, String[] words) {
        if (words[1].equals("text")) {
            return String.join(" ", List.of(words).subList(2, words.length)).replace("|", "\r\n");
        }
        StringJoiner lines = new StringJoiner("\r\n", "", "\r\n");
        String runId = name.repeat(10);
        lines.add("role:" + words[1]);
        if (words[1].equals("master")) {
            lines.add("master_repl_offset:100");
            for (int i = 2; i < words.length; i++) {
                if (words[i].equals("run")) {
                    runId = runId(words[++i]);
                } else {
                    lines.add("slave" + (i - 2) + ":ip=127.0.0.1,port=" + words[i] + ",state=online,offset=1,lag=0");
                }
            }
        } else {
            lines.add("master_host:127.0.0.1").add("master_port:" + words[2]);
            String offset = "100";
            String priority = "100";
            String linkDown = "up";
            for (int i = 3; i < words.length; i += 2) {
                switch (words[i]) {
                    case "offset" -> offset = words[i + 1];
                    case "priority" -> priority = words[i + 1];
                    case "linkdown" -> linkDown = words[i + 1];
                    case "run" -> runId = runId(words[i + 1]);
                    default -> throw new IllegalArgumentException(words[i]);
                }
            }
            lines.add("master_link_status:" + (linkDown.equals("up") ? "up" : "down"));
            if (!linkDown.equals("up")) {
                lines.add("master_link_down_since_seconds:" + linkDown);
            }
            lines.add("slave_repl_offset:" + offset).add("slave_priority:" + priority);
        }
        return lines.add("run_id:" + runId).toString();
    }

    /** {@code b epoch 3 master 6380 config 2}, and {@code from c}, {@code group n} where these differ. */
    static String hello(String[] words) {
        Map<String, String> given = new java.util.HashMap<>(
                Map.of("epoch", "0", "master", "6379", "config", "0", "from", words[0], "group", "m"));
        for (int i = 1; i < words.length; i += 2) {
            given.put(words[i], words[i + 1]);
        }
        return new Hello(
                        Story.server(given.get("from")),
                        runId(words[0]),
                        Long.parseLong(given.get("epoch")),
                        given.get("group"),
                        Story.server(given.get("master")),
                        Long.parseLong(given.get("config")))
                .text("");
    }

    // --- what comes out ---

    /** The word by which effects of this kind are hidden. */
    static String kind(Effect effect) {
        return switch (effect) {
            case Effect.Connect connect -> "connect";
            case Effect.Disconnect disconnect -> "disconnect";
            case Effect.Persist persist -> "persist";
            case Effect.AnswerVote answer -> "vote";
            case Effect.AnswerOperator answer -> "answer";
            case Effect.Announce announce -> "announce";
            case Effect.ReconfigureClients reconfigure -> "script";
            case Effect.WakeAt wake -> "wake";
            case Effect.Send send ->
                switch (send.request()) {
                    case Request.Ping ping -> "ping";
                    case Request.Info info -> "info";
                    case Request.PublishHello hello -> "hello";
                    case Request.PublishPause pause -> "pause";
                    case Request.HandOver order -> "hand-over";
                    case Request.Acknowledge acknowledge -> "acknowledge";
                    case Request.CallOffHandOver callOff -> "hand-over";
                    case Request.HoldWrites hold -> "hold";
                    case Request.ReleaseWrites release -> "hold";
                    case Request.KeepRole keep -> "keep";
                    case Request.DropClients drop -> "drop";
                    case Request.AskMasterDown ask -> "ask";
                    case Request.Promote promote -> "promote";
                    case Request.Follow follow -> "follow";
                    case Request.ScriptKill kill -> "script-kill";
                };
        };
    }

    String effect(Effect effect) {
        return switch (effect) {
            case Effect.Connect connect -> "connect " + link(connect.link());
            case Effect.Disconnect disconnect -> "disconnect " + link(disconnect.link());
            case Effect.Send send -> link(send.link()) + " < " + request(send.request());
            case Effect.Persist persist -> "persist" + state(persist.state());
            case Effect.AnswerVote vote ->
                "vote " + vote.ticket() + ": " + (vote.down() ? "down" : "up") + ", " + shortened(vote.leader())
                        + " in " + vote.leaderEpoch();
            case Effect.AnswerOperator answer -> "answer: " + outcome(answer.outcome());
            case Effect.Announce announce -> shortened(announce.event() + " " + announce.payload());
            case Effect.ReconfigureClients script ->
                "script " + script.group() + " " + script.role() + " " + script.state() + " " + name(script.from())
                        + " -> " + name(script.to());
            case Effect.WakeAt wake -> "wake at " + wake.monotonicMillis();
        };
    }

    private static String link(LinkId link) {
        String group = link.group().isEmpty() || link.group().equals("m") ? "" : "/" + link.group();
        return name(link.address()) + group;
    }

    private static String request(Request request) {
        return switch (request) {
            case Request.Ping ping -> "ping";
            case Request.Info info -> "info";
            case Request.PublishHello publish -> {
                Hello hello = publish.hello();
                yield "hello epoch " + hello.currentEpoch() + " master " + name(hello.master()) + " config "
                        + hello.configEpoch();
            }
            case Request.AskMasterDown ask ->
                "is " + name(ask.master()) + " down, epoch " + ask.epoch() + ", vote for " + shortened(ask.candidate());
            case Request.PublishPause pause -> "pause " + pause.hello().leftMillis();
            case Request.HandOver order -> "hand over to " + name(order.to());
            case Request.Acknowledge acknowledge -> "say how far you are";
            case Request.CallOffHandOver callOff -> "hand over no more";
            case Request.HoldWrites hold -> "hold writes";
            case Request.ReleaseWrites release -> "release writes";
            case Request.KeepRole keep -> "keep your role";
            case Request.DropClients drop -> "drop clients";
            case Request.Promote promote -> "promote";
            case Request.Follow follow -> "follow " + name(follow.master());
            case Request.ScriptKill kill -> "script kill";
        };
    }

    private static String outcome(Effect.Outcome outcome) {
        return switch (outcome) {
            case Effect.Outcome.Done done -> "done";
            case Effect.Outcome.Count count -> Long.toString(count.value());
            case Effect.Outcome.Refused refused -> refused.line();
        };
    }

    private static String state(DurableState state) {
        StringBuilder text = new StringBuilder(" epoch " + state.currentEpoch());
        for (DurableState.Group group : state.groups()) {
            text.append("; ")
                    .append(group.settings().name())
                    .append(" master ")
                    .append(name(group.address()))
                    .append(" config ")
                    .append(group.configEpoch())
                    .append(" voted ")
                    .append(shortened(group.leader().orElse("nobody")))
                    .append(" in ")
                    .append(group.leaderEpoch())
                    .append(" replicas")
                    .append(names(group.replicas()))
                    .append(" sentinels")
                    .append(names(group.sentinels().stream()
                            .map(DurableState.Peer::address)
                            .toList()));
        }
        return text.toString();
    }

    private static String names(List<Address> addresses) {
        StringBuilder text = new StringBuilder();
        addresses.forEach(address -> text.append(' ').append(name(address)));
        return text.toString();
    }
}
