package io.vedette.launcher;

import io.vedette.launcher.client.Address;
import io.vedette.launcher.client.RespConnection;
import io.vedette.launcher.pretend.PretendSentinel;
import io.vedette.launcher.pretend.PretendServer;
import io.vedette.resp.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Takes a sentinel through failovers of a pretended group, in every part that it may have to play: leader after a death,
 * voter and observer of another's failover, leader on demand, host of a master that comes back. What a process first does
 * costs it a hundred times what it costs later; for a sentinel that would be the failover.
 */
final class SentinelTraining {
    private static final String NAME = "mymaster";
    /** Much shorter, and a machine that trains three kinds at once sees deaths where there are none. */
    private static final int DOWN_AFTER_MILLIS = 400;

    private static final int ROUNDS = 12;
    private static final long STEP_BOUND_MILLIS = 30_000;
    private static final int POLL_MILLIS = 5;

    private final RespConnection client;
    private final List<PretendSentinel> peers;
    private final Map<Address, PretendServer> servers = new HashMap<>();
    private long epoch;

    private SentinelTraining(RespConnection client, List<PretendServer> servers, List<PretendSentinel> peers) {
        this.client = client;
        this.peers = peers;
        servers.forEach(server -> this.servers.put(server.address(), server));
    }

    /** A master and two replicas. */
    static List<PretendServer> group() throws IOException {
        PretendServer master = PretendServer.open(1, Optional.empty());
        PretendServer first = PretendServer.open(2, Optional.of(master.address()));
        PretendServer second = PretendServer.open(3, Optional.of(master.address()));
        master.replicas(List.of(first.address(), second.address()));
        return List.of(master, first, second);
    }

    /** The second group is not there: it has the sentinel rehearse what it does for one that goes by ballot. */
    static String directives(Address master) {
        return """
                sentinel monitor %1$s %2$s %3$d 2
                sentinel down-after-milliseconds %1$s %4$d
                sentinel monitor rehearsed %2$s 1 9
                sentinel write-quorum rehearsed 1 2
                """.formatted(NAME, master.host(), master.port(), DOWN_AFTER_MILLIS);
    }

    /** @param client connected to the sentinel under training */
    static void play(RespConnection client, List<PretendServer> servers) throws IOException, InterruptedException {
        List<PretendSentinel> peers = List.of(PretendSentinel.open(11), PretendSentinel.open(12));
        SentinelTraining training = new SentinelTraining(client, servers, peers);
        for (PretendSentinel peer : peers) {
            client.call("PUBLISH", "__sentinel__:hello", peer.hello(0, NAME, training.master()));
        }
        training.await(() -> training.usable() == servers.size() + peers.size());
        for (int round = 0; round < ROUNDS; round++) {
            training.lead();
            training.observe();
            training.obey(round % 2 == 0);
        }
    }

    /** The master dies and comes back. */
    private void lead() throws IOException, InterruptedException {
        PretendServer dead = servers.get(master());
        dead.close();
        await(() -> !master().equals(dead.address()));
        followed(master());
        dead.returnAsMaster();
        await(() -> !dead.isMaster());
        epoch = epoch();
    }

    /** Another sentinel asks for our vote and then tells us what it did. */
    private void observe() throws IOException, InterruptedException {
        Address old = master();
        PretendSentinel leader = peers.getFirst();
        String next = Long.toString(epoch + 1);
        String port = Integer.toString(old.port());
        client.call("SENTINEL", "is-master-down-by-addr", old.host(), port, next, "*");
        client.call("SENTINEL", "is-master-down-by-addr", old.host(), port, next, leader.runId());
        Address successor = another(old);
        order(successor, "NO", "ONE");
        for (Address address : servers.keySet()) {
            if (!address.equals(successor)) {
                order(address, successor.host(), Integer.toString(successor.port()));
            }
        }
        servers.get(successor)
                .replicas(servers.keySet().stream()
                        .filter(address -> !address.equals(successor))
                        .toList());
        client.call("PUBLISH", "__sentinel__:hello", leader.hello(epoch + 1, NAME, successor));
        await(() -> master().equals(successor));
    }

    /**
     * The operator asks for a failover.
     *
     * @param byServer whether the master can hand over by itself
     */
    private void obey(boolean byServer) throws IOException, InterruptedException {
        Address old = master();
        servers.values().forEach(server -> server.knowsFailover(byServer));
        await(() -> {
            if (!master().equals(old)) {
                return true;
            }
            ask("SENTINEL", "FAILOVER", NAME); // also while one is under way: it may come to nothing
            return false;
        });
        followed(master());
        // Whoever that is: the last question may have begun another one.
        await(() -> servers.values().stream().filter(PretendServer::isMaster).count() == 1
                && servers.get(master()).isMaster());
        epoch = epoch();
    }

    /** The new master knows who follows it. */
    private void followed(Address master) {
        servers.get(master)
                .replicas(servers.keySet().stream()
                        .filter(address -> !address.equals(master))
                        .toList());
    }

    private static void order(Address server, String host, String port) throws IOException {
        try (RespConnection connection = RespConnection.open(server.host(), server.port(), (int) STEP_BOUND_MILLIS)) {
            connection.call("SLAVEOF", host, port);
        }
    }

    private Address another(Address than) {
        return servers.keySet().stream()
                .filter(address -> !address.equals(than))
                .findFirst()
                .orElseThrow();
    }

    private Address master() {
        List<Reply> items = ask("SENTINEL", "GET-MASTER-ADDR-BY-NAME", NAME).items();
        return new Address(items.get(0).text(), Integer.parseInt(items.get(1).text()));
    }

    private long epoch() {
        return Long.parseLong(field("config-epoch"));
    }

    private int usable() {
        return 1 + Integer.parseInt(field("num-slaves")) + Integer.parseInt(field("num-other-sentinels"));
    }

    private String field(String name) {
        List<Reply> items = ask("SENTINEL", "MASTER", NAME).items();
        for (int i = 0; i + 1 < items.size(); i += 2) {
            if (items.get(i).text().equals(name)) {
                return items.get(i + 1).text();
            }
        }
        throw new IllegalStateException("no field " + name);
    }

    private Reply ask(String... words) {
        try {
            return client.call(words);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(STEP_BOUND_MILLIS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException("the training is stuck");
            }
            Thread.sleep(POLL_MILLIS);
        }
    }
}
