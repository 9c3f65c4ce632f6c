package io.vedette.sentinel.net;

import io.vedette.resp.Reply;
import io.vedette.sentinel.core.Address;
import io.vedette.sentinel.core.Ballot;
import io.vedette.sentinel.core.Decree;
import io.vedette.sentinel.core.Request;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the servers and the other sentinels of a {@link Rehearsal} answer: they obey at once, and have all data. Servers that go by
 * ballot are members of one group, promise whatever they are asked, and support is counted by none. Owned by the thread that plays.
 */
final class RehearsedGroup {
    /** What a real INFO begins with, as far as a sentinel has to read past it. */
    private static final String INFO_HEAD =
            "# Server\r\nredis_version:7.0.15\r\n" + "used_memory_padding:12345\r\n".repeat(60);

    private static final String HISTORY = "master_replid:" + "a".repeat(40) + "\r\nmaster_replid2:" + "0".repeat(40)
            + "\r\nsecond_repl_offset:-1\r\n";
    private static final String OURS = "vedette_version:1\r\n";
    static final int LAG_MILLIS = 50;
    private static final int LONG_AGO_MILLIS = 10_000;
    private static final int OFFSET = 9;

    private final boolean byBallot;
    private final Map<Address, Optional<Address>> masterOf = new LinkedHashMap<>();
    private final Set<Address> dead = new HashSet<>();
    private final Map<Address, Ballot> promised = new HashMap<>();
    /** In which somebody leads. */
    private Ballot led = Ballot.NONE;

    private boolean knowsFailover;
    /** Whether the other sentinels see the master down too, and vote. */
    private boolean agreed = true;

    /** @param servers the first one is the master */
    RehearsedGroup(List<Address> servers, boolean byBallot) {
        this.byBallot = byBallot;
        servers.forEach(server -> masterOf.put(server, Optional.of(servers.getFirst())));
        masterOf.put(servers.getFirst(), Optional.empty());
    }

    void kill(Address server) {
        dead.add(server);
    }

    /** It is back, and was a master last. */
    void revive(Address server) {
        dead.remove(server);
        masterOf.put(server, Optional.empty());
    }

    boolean isThere(Address address) {
        return !dead.contains(address);
    }

    boolean isReplica(Address server) {
        return masterOf.get(server).isPresent();
    }

    /** Whether there is a master by ballot, where there has to be one. */
    boolean isLed() {
        return !byBallot || !led.equals(Ballot.NONE);
    }

    /** Another sentinel has given the group that master. */
    void isLedBy(Address master, long epoch) {
        led = new Ballot(epoch, "b");
        masterOf.replaceAll((address, any) -> address.equals(master) ? Optional.empty() : Optional.of(master));
        masterOf.keySet().forEach(server -> promised.put(server, led));
    }

    void knowsFailover(boolean value) {
        knowsFailover = value;
    }

    void agrees(boolean value) {
        agreed = value;
    }

    // --- what is answered ---

    Reply reply(Address to, Request request) {
        return switch (request) {
            case Request.Ping ping -> simple("PONG");
            case Request.Support support -> simple("PONG");
            case Request.Info info -> text(info(to));
            case Request.AskMasterDown ask -> opinion(ask);
            case Request.Promote promote -> follow(to, Optional.empty());
            case Request.Follow follow -> follow(to, Optional.of(follow.master()));
            case Request.PublishHello hello -> new Reply.Int(1);
            case Request.PublishPause pause -> new Reply.Int(1);
            case Request.HandOver handOver -> {
                follow(handOver.to(), Optional.empty());
                yield follow(to, Optional.of(handOver.to()));
            }
            case Request.Supervise supervise -> obey(to, supervise.decree());
            case Request.Acknowledge acknowledge -> simple("OK");
            case Request.CallOffHandOver callOff -> simple("OK");
            case Request.HoldWrites hold -> simple("OK");
            case Request.ReleaseWrites release -> simple("OK");
            case Request.KeepRole keep -> simple("OK");
            case Request.DropClients drop -> simple("OK");
            case Request.ScriptKill kill -> simple("OK");
        };
    }

    private Reply follow(Address server, Optional<Address> master) {
        masterOf.put(server, master);
        return simple("OK");
    }

    private Reply opinion(Request.AskMasterDown ask) {
        List<Reply> parts = new ArrayList<>(List.of(
                new Reply.Int(agreed ? 1 : 0),
                text(agreed ? ask.candidate() : "*"),
                new Reply.Int(agreed ? Math.max(0, ask.epoch()) : 0)));
        if (ask.support()) {
            parts.addAll(List.of(
                    text(ask.master().host()), new Reply.Int(ask.master().port()), new Reply.Int(LONG_AGO_MILLIS)));
        }
        return new Reply.Array(parts);
    }

    private Reply obey(Address to, Decree decree) {
        return switch (decree) {
            case Decree.Key key -> testimony(to);
            case Decree.Prepare prepare -> {
                promised.put(to, prepare.ballot());
                yield testimony(to);
            }
            case Decree.Promote promote -> {
                led = promote.ballot();
                yield follow(to, Optional.empty());
            }
            case Decree.Follow follow -> {
                promised.put(to, follow.ballot());
                yield follow(to, Optional.of(follow.master()));
            }
        };
    }

    private Reply testimony(Address server) {
        Ballot ballot = promised.getOrDefault(server, Ballot.NONE);
        List<Reply> members = isLed()
                ? masterOf.keySet().stream().map(RehearsedGroup::serverId).toList()
                : List.of();
        Map<String, Reply> facts = new LinkedHashMap<>();
        facts.put("server-id", serverId(server));
        facts.put("run-id", text(Rehearsal.runId(server.port())));
        facts.put("key-epoch", new Reply.Int(led.epoch()));
        facts.put("key-offset", new Reply.Int(OFFSET));
        facts.put("promised-epoch", new Reply.Int(ballot.epoch()));
        facts.put("promised-token", text(ballot.token()));
        facts.put("counted", text("yes"));
        facts.put("priority", new Reply.Int(100));
        facts.put("write-quorum-fsync", text("yes"));
        facts.put("write-quorum", new Reply.Int(1));
        facts.put("members", new Reply.Array(members));
        List<Reply> parts = new ArrayList<>();
        facts.forEach((name, value) -> {
            parts.add(text(name));
            parts.add(value);
        });
        return new Reply.Array(parts);
    }

    private static Reply serverId(Address server) {
        return text("member-" + server.port());
    }

    private static Reply simple(String text) {
        return new Reply.Simple(text);
    }

    private static Reply text(String text) {
        return new Reply.Bulk(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private String info(Address of) {
        StringBuilder info = new StringBuilder(INFO_HEAD);
        info.append("run_id:").append(Rehearsal.runId(of.port())).append("\r\n");
        if (!masterOf.containsKey(of)) { // another sentinel
            return info.append(byBallot ? OURS + "vedette_states_support:1\r\n" : "")
                    .toString();
        }
        info.append("# Replication\r\n").append(HISTORY).append(byBallot ? place(of) : "");
        Optional<Address> followed = masterOf.get(of);
        if (followed.isPresent()) {
            info.append("role:slave\r\nmaster_host:").append(followed.get().host());
            info.append("\r\nmaster_port:").append(followed.get().port());
            return info.append("\r\nmaster_link_status:up\r\nslave_repl_offset:")
                    .append(OFFSET)
                    .append("\r\n")
                    .toString();
        }
        info.append("role:master\r\nmaster_repl_offset:").append(OFFSET).append("\r\n");
        if (knowsFailover) {
            info.append("master_failover_state:no-failover\r\n");
        }
        int number = 0;
        for (Address other : masterOf.keySet()) {
            if (!other.equals(of)) {
                info.append("slave").append(number++).append(":ip=").append(other.host());
                info.append(",port=").append(other.port()).append(",state=online,offset=9,lag=0\r\n");
            }
        }
        return info.toString();
    }

    private String place(Address server) {
        Ballot ballot = promised.getOrDefault(server, Ballot.NONE);
        boolean outside = ballot.equals(Ballot.NONE);
        String standing =
                outside ? "outside" : !ballot.equals(led) ? "detached" : isReplica(server) ? "following" : "leading";
        return OURS + "vedette_standing:" + standing
                + "\r\nvedette_promised:" + ballot.epoch() + " " + ballot.token()
                + "\r\nvedette_confirms_from_disk:1\r\n"
                + (outside ? "" : "vedette_confirming:1 of " + (masterOf.size() - 1) + "\r\n")
                + "vedette_fence:open\r\nvedette_fence_sentinels:2\r\nvedette_fence_supporters:3\r\n"
                + "vedette_fence_max_lag_ms:" + LAG_MILLIS + "\r\n";
    }
}
