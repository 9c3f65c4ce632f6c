package io.vedette.sentinel.net;

import io.vedette.resp.Argv;
import io.vedette.resp.Reply;
import io.vedette.sentinel.core.Ballot;
import io.vedette.sentinel.core.Decree;
import io.vedette.sentinel.core.Electorate;
import io.vedette.sentinel.core.Event;
import io.vedette.sentinel.core.LinkId;
import io.vedette.sentinel.core.LogKey;
import io.vedette.sentinel.core.Request;
import io.vedette.sentinel.core.Testimony;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** SUPERVISE in RESP: the wire's side of {@link Decree}, as servers of ours speak it. Pure. */
final class SupervisionWords {
    static final String NAME = "SUPERVISE";
    private static final String NEXT = "next-";

    private SupervisionWords() {}

    static Argv command(Request.Supervise request, Map<String, String> renamed) {
        String group = request.group();
        List<String> words = new ArrayList<>();
        words.add(renamed.getOrDefault(NAME.toLowerCase(Locale.ROOT), NAME));
        switch (request.decree()) {
            case Decree.Key key -> words.addAll(List.of("KEY", group));
            case Decree.Prepare(Ballot ballot) -> begin(words, "PREPARE", group, ballot);
            case Decree.Promote promote -> {
                begin(words, promote.refounds() ? "REFOUND" : "PROMOTE", group, promote.ballot());
                words.add(Long.toString(promote.key().epoch()));
                words.add(Long.toString(promote.key().offset()));
                words.add(promote.runId());
                words.add(Integer.toString(promote.electorate().confirming()));
                words.addAll(promote.electorate().members());
            }
            case Decree.Follow follow -> {
                begin(words, "FOLLOW", group, follow.ballot());
                words.add(follow.master().host());
                words.add(Integer.toString(follow.master().port()));
            }
        }
        return Argv.of(words.toArray(String[]::new));
    }

    /** PING by one who supports; see {@code SUPERVISE HELP} of the servers. */
    static Argv command(Request.Support support, Map<String, String> renamed) {
        return Argv.of(
                renamed.getOrDefault(NAME.toLowerCase(Locale.ROOT), NAME),
                "PING",
                support.group(),
                support.sentinel(),
                Long.toString(support.epoch()));
    }

    private static void begin(List<String> words, String what, String group, Ballot ballot) {
        words.addAll(List.of(what, group, Long.toString(ballot.epoch()), ballot.token()));
    }

    /** What a member says of itself, if it was asked for that; a promotion is seen by what INFO tells. */
    static Optional<Event> event(LinkId link, Request.Supervise request, Reply reply) {
        return switch (request.decree()) {
            case Decree.Key key -> Optional.of(testimony(link, request, reply));
            case Decree.Prepare prepare -> Optional.of(testimony(link, request, reply));
            case Decree.Promote promote -> Optional.empty();
            case Decree.Follow follow -> Optional.empty();
        };
    }

    private static Event testimony(LinkId link, Request.Supervise request, Reply reply) {
        Map<String, Reply> facts = facts(reply);
        try {
            Testimony testimony = new Testimony(
                    text(facts, "server-id"),
                    text(facts, "run-id"),
                    new LogKey(number(facts, "key-epoch"), number(facts, "key-offset")),
                    Ballot.of(text(facts, "promised-epoch") + " " + text(facts, "promised-token")),
                    Optional.of(text(facts, "counted")).filter(why -> !why.equals("yes")),
                    Math.toIntExact(number(facts, "priority")),
                    text(facts, "write-quorum-fsync").equals("yes"),
                    electorates(facts));
            return new Event.Testified(link, request.decree(), testimony);
        } catch (IllegalArgumentException | ArithmeticException e) {
            return new Event.RequestFailed(link, request, "an answer without sense: " + e.getMessage());
        }
    }

    /** The next list is told only while the members are being changed. */
    private static List<Electorate> electorates(Map<String, Reply> facts) {
        List<Electorate> lists = new ArrayList<>();
        lists.add(electorate(facts, ""));
        if (facts.containsKey(NEXT + "members")) {
            lists.add(electorate(facts, NEXT));
        }
        return lists;
    }

    private static Electorate electorate(Map<String, Reply> facts, String which) {
        return new Electorate(Math.toIntExact(number(facts, which + "write-quorum")), texts(facts, which + "members"));
    }

    private static Map<String, Reply> facts(Reply reply) {
        Map<String, Reply> facts = new HashMap<>();
        List<Reply> parts = reply.items();
        for (int i = 0; i + 1 < parts.size(); i += 2) {
            facts.put(parts.get(i).text(), parts.get(i + 1));
        }
        return facts;
    }

    private static Reply fact(Map<String, Reply> facts, String name) {
        if (!facts.containsKey(name)) {
            throw new IllegalArgumentException("no " + name);
        }
        return facts.get(name);
    }

    private static String text(Map<String, Reply> facts, String name) {
        return fact(facts, name).text();
    }

    private static long number(Map<String, Reply> facts, String name) {
        return Long.parseLong(text(facts, name));
    }

    private static List<String> texts(Map<String, Reply> facts, String name) {
        return fact(facts, name).items().stream().map(Reply::text).toList();
    }
}
