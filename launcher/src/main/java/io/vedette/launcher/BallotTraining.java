package io.vedette.launcher;

import io.vedette.launcher.client.Address;
import io.vedette.launcher.client.RespConnection;
import io.vedette.resp.Reply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Takes two data servers of one process through changes of roles by ballot, as sentinels make them in a group that loses no
 * acknowledged write: members confirm from their disks, and a fence is kept open. They belong to that group for good.
 */
final class BallotTraining {
    private static final int ROUNDS = 10;
    /** Questions that a sentinel asks between two changes; in life they are many more. */
    private static final int QUESTIONS = 20;

    private static final String GROUP = "mymaster";
    private static final String TOKEN = "a";
    private static final String SENTINEL = "c".repeat(40);
    private static final String MOST_LAG_MILLIS = "60000";

    private final List<Address> servers;
    private long epoch;

    private BallotTraining(List<Address> servers) {
        this.servers = servers;
    }

    /** @param servers two, of which one follows the other */
    static void play(List<Address> servers) throws IOException, InterruptedException {
        BallotTraining training = new BallotTraining(servers);
        training.begin();
        for (int round = 0; round < ROUNDS; round++) {
            training.change(round);
        }
    }

    private void begin() throws IOException {
        for (Address server : servers) {
            try (RespConnection client = ServerTraining.connect(server)) {
                client.call("CONFIG", "SET", "appendonly", "yes", "appendfsync", "always");
                client.call("CONFIG", "SET", "write-quorum", "1", "write-quorum-fsync", "yes");
                client.call("CONFIG", "SET", "min-sentinels-max-lag", MOST_LAG_MILLIS, "min-sentinels-to-write", "1");
            }
        }
    }

    /** The servers take turns to lead. */
    private void change(int round) throws IOException, InterruptedException {
        epoch++;
        Address master = servers.get(round % servers.size());
        Address replica = servers.get((round + 1) % servers.size());
        try (RespConnection leads = ServerTraining.connect(master);
                RespConnection follows = ServerTraining.connect(replica)) {
            leads.call("CLIENT", "PAUSE", "1000", "WRITE");
            Map<String, Reply> member = prepare(leads);
            Map<String, Reply> other = prepare(follows);
            promote(leads, member, other.get("server-id").text());
            supervise(follows, "FOLLOW", master.host(), Integer.toString(master.port()));
            leads.call("CLIENT", "UNPAUSE");
            for (int i = 0; i < QUESTIONS; i++) {
                leads.call("SUPERVISE", "PING", GROUP, SENTINEL, Long.toString(epoch));
                leads.call("INFO");
                follows.call("INFO");
            }
            ServerTraining.awaitLink(follows);
        }
        try (RespConnection client = ServerTraining.connect(master)) {
            ServerTraining.awaitThat(() -> client.call("SET", "key:" + round, "value") instanceof Reply.Simple);
            client.call("INCR", "number");
        }
    }

    private Map<String, Reply> prepare(RespConnection member) throws IOException {
        member.call("SUPERVISE", "KEY", GROUP);
        Map<String, Reply> facts = new HashMap<>();
        List<Reply> parts = supervise(member, "PREPARE").items();
        for (int i = 0; i + 1 < parts.size(); i += 2) {
            facts.put(parts.get(i).text(), parts.get(i + 1));
        }
        return facts;
    }

    private void promote(RespConnection member, Map<String, Reply> facts, String other) throws IOException {
        List<Reply> members = facts.get("members").items();
        List<String> words = new ArrayList<>();
        for (String fact : List.of("key-epoch", "key-offset", "run-id")) {
            words.add(facts.get(fact).text());
        }
        words.add("1");
        if (members.isEmpty()) {
            words.addAll(List.of(facts.get("server-id").text(), other));
        } else {
            members.forEach(id -> words.add(id.text()));
        }
        supervise(member, "PROMOTE", words.toArray(String[]::new));
    }

    private Reply supervise(RespConnection member, String what, String... rest) throws IOException {
        List<String> words = new ArrayList<>(List.of("SUPERVISE", what, GROUP, Long.toString(epoch), TOKEN));
        words.addAll(List.of(rest));
        Reply reply = member.call(words.toArray(String[]::new));
        if (reply instanceof Reply.Failure refusal) {
            throw new IllegalStateException("SUPERVISE " + what + " was refused: " + refusal.line());
        }
        return reply;
    }
}
