package io.vedette.server.net;

import io.vedette.rdb.RdbReplication;
import io.vedette.replication.MasterConnections;
import io.vedette.replication.ReplicaEvent;
import io.vedette.resp.Argv;
import io.vedette.server.DebugSwitches;
import io.vedette.server.Engine;
import io.vedette.server.Scheduler;
import io.vedette.server.Shutdown;
import io.vedette.server.Surroundings;
import io.vedette.server.commands.InfoText;
import io.vedette.server.config.ServerSettings;
import io.vedette.server.persistence.Loading;
import io.vedette.server.persistence.Saving;
import io.vedette.session.AclStore;
import io.vedette.session.Client;
import io.vedette.session.SessionClock;
import io.vedette.session.Transport;
import io.vedette.wire.ProcessFacts;
import io.vedette.wire.SystemClock;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Plays promotions and handovers of an engine that exists only here: the orders of a sentinel, its questions, the first writes of
 * clients, FAILOVER to a replica, and being that replica. A
 * virtual machine links what it first meets and compiles what it has met often; without this a replica would do both in the
 * moment in which it becomes master, and everybody waits for it: on a small machine that took longer than the sentinels did.
 * Touches no socket, no file, no log. Owned by the thread that plays it; snapshots are written and loaded beside it, as in life.
 */
final class Rehearsal implements Scheduler, MasterConnections {
    /** As many as make the compiler have seen enough; some tenths of a second of one processor. */
    private static final int ROUNDS = 60;

    private static final int QUESTIONS = 4;
    /** More than a packed encoding takes, of each kind of collection. */
    private static final int MEMBERS = 140;
    /** For a thread that copies a few keys; a machine on which it takes longer has other sorrows. */
    private static final int PATIENCE_MILLIS = 10_000;

    private static final int MARK_BYTES = 40;
    private static final String NOWHERE = "127.0.0.1";
    /** Of a master that cannot be reached. */
    private static final int DEAD_PORT = 1;
    /** Of a replica that takes over when it is asked to. */
    private static final int SUCCESSOR_PORT = 2;

    private final ServerSettings settings = new ServerSettings();
    private final SessionClock clock = new SystemClock();
    /** Also from those who write and load snapshots beside this. */
    private final LinkedBlockingQueue<Runnable> endOfTurn = new LinkedBlockingQueue<>();

    private final ReplicationShell replication;
    private final Engine engine;
    private Consumer<ReplicaEvent> replica = event -> {};
    private long successorLink;

    private Rehearsal(Surroundings outside) {
        replication = new ReplicationShell(this, this::atEndOfTurn, Long.MAX_VALUE, (level, text) -> {});
        PersistenceShell persistence = new PersistenceShell(replication);
        engine = Engine.assemble(
                settings, replication, replication, persistence, this, clock, new Random(1), ProcessFacts.randomId());
        Surroundings surroundings = new RehearsedSurroundings(outside, settings);
        persistence.begin(engine);
        Saving saving = persistence.saving();
        Loading loading = persistence.loading();
        loading.skip();
        Shutdown shutdown =
                new Shutdown(engine, replication, saving, persistence.appendOnly(), loading::isLoading, status -> {});
        InfoText info =
                new InfoText(engine, replication, surroundings, shutdown, saving, loading, persistence.appendOnly());
        new AllCommands(
                        engine,
                        replication,
                        persistence,
                        surroundings,
                        shutdown,
                        info,
                        new DebugSwitches(),
                        AclStore.none())
                .bind();
    }

    static void play(Surroundings outside) {
        play(outside, ROUNDS);
    }

    /**
     * Plays what comes first in the life of a server that is given replicas: one that takes everything, and being that one.
     *
     * @return whether it went as it was meant
     */
    static boolean playCopying(Surroundings outside) throws InterruptedException {
        Rehearsal rehearsal = new Rehearsal(outside);
        rehearsal.fill();
        byte[] copy = rehearsal.send();
        boolean whole = copy.length > 0 && rehearsal.receive(copy);
        rehearsal.clear();
        return whole;
    }

    /** What lies outside the heap goes back. */
    private void clear() {
        new Peer().ask("FLUSHALL");
        engine.keyspace().giveBack(() -> true);
    }

    /** How many rounds went as they were meant: all, else the play is another one. */
    static int play(Surroundings outside, int rounds) {
        Rehearsal rehearsal = new Rehearsal(outside);
        int right = 0;
        rehearsal.openLog();
        for (int round = 0; round < rounds; round++) {
            rehearsal.promote();
            rehearsal.handOver();
            boolean handedOver = rehearsal.engine.role().isReplica();
            rehearsal.takeOver();
            if (rehearsal.write("key:" + round) && handedOver) {
                right++;
            }
        }
        return right;
    }

    /** A replica that came for a snapshot and did not wait for it: from now on there is a log. */
    private void openLog() {
        Peer stranger = new Peer();
        stranger.ask("REPLCONF", "capa", "eof", "capa", "psync2");
        stranger.ask("PSYNC", "?", "-1");
        stranger.close();
    }

    /** Values of all kinds, packed and not. */
    private void fill() {
        Peer client = new Peer();
        client.ask("CONFIG", "SET", "repl-diskless-sync-delay", "0");
        for (int i = 0; i < MEMBERS; i++) {
            String text = "word " + i;
            String few = i < 2 ? " few" : "";
            client.ask("SET", text, i % 2 == 0 ? Integer.toString(i) : text, "PX", "1000000");
            client.ask("APPEND", "grown", text);
            client.ask("RPUSH", "list" + few, text);
            client.ask("SADD", "set" + few, text);
            client.ask("SADD", "numbers" + few, Integer.toString(i));
            client.ask("HSET", "hash" + few, text, text);
            client.ask("ZADD", "zset" + few, Integer.toString(i), text);
            client.ask("XADD", "stream", "*", text, text);
        }
        client.close();
    }

    /** Everything, as a replica gets it; nothing if it does not come. */
    private byte[] send() throws InterruptedException {
        Peer follower = new Peer();
        follower.ask("REPLCONF", "listening-port", "3", "capa", "eof", "capa", "psync2");
        follower.records = true;
        follower.ask("PSYNC", "?", "-1");
        replication.tick(); // while it is on its way
        if (!turnUntil(follower::hasAll)) {
            return new byte[0];
        }
        write("another");
        follower.ask("REPLCONF", "ACK", "1");
        Peer orders = new Peer();
        orders.ask("INFO", "everything");
        orders.ask("INFO");
        replication.tick();
        turn();
        byte[] all = follower.received.toByteArray();
        follower.close();
        orders.close();
        turn();
        return Arrays.copyOf(all, follower.wholeBytes);
    }

    private boolean receive(byte[] copy) throws InterruptedException {
        Peer orders = new Peer();
        orders.ask("REPLICAOF", NOWHERE, Integer.toString(SUCCESSOR_PORT));
        answer("+PONG\r\n");
        answer("+OK\r\n+OK\r\n");
        replica.accept(new ReplicaEvent.Received(successorLink, copy, copy.length));
        replication.tick();
        boolean whole = turnUntil(replication::isMasterLinkUp);
        orders.ask("INFO");
        orders.ask("REPLICAOF", "NO", "ONE");
        orders.close();
        turn();
        return whole;
    }

    /** A master passes its place to a replica that has everything. */
    private void handOver() {
        Peer follower = new Peer();
        String port = Integer.toString(SUCCESSOR_PORT);
        follower.ask("REPLCONF", "listening-port", port, "capa", "eof", "capa", "psync2");
        RdbReplication here = replication.position().orElseThrow();
        follower.ask("PSYNC", here.id(), Long.toString(here.offset() + 1));
        Peer orders = new Peer();
        orders.ask("FAILOVER", "TO", NOWHERE, port, "TIMEOUT", "1000");
        String all = Long.toString(replication.position().orElseThrow().offset());
        follower.ask("REPLCONF", "ACK", all);
        welcome();
        // What the other replicas of the old master meet: it cuts them off, and they continue under another history.
        replica.accept(new ReplicaEvent.Closed(successorLink, "gone"));
        turn();
        welcome();
        orders.ask("INFO");
        orders.ask("ROLE");
        orders.close();
        follower.close();
    }

    /** What a master says to a replica that may continue. */
    private void welcome() {
        answer("+PONG\r\n");
        answer("+OK\r\n+OK\r\n");
        answer("+CONTINUE " + ProcessFacts.randomId() + "\r\n");
    }

    private void answer(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        replica.accept(new ReplicaEvent.Received(successorLink, bytes, bytes.length));
        turn();
    }

    /** A replica is asked by its master to take its place. */
    private void takeOver() {
        Peer formerMaster = new Peer();
        formerMaster.ask("PING");
        formerMaster.ask("REPLCONF", "listening-port", "3", "capa", "eof", "capa", "psync2");
        RdbReplication here = replication.position().orElseThrow();
        formerMaster.ask("PSYNC", here.id(), Long.toString(here.offset() + 1), "FAILOVER");
        formerMaster.close();
    }

    /** A replica, whose master is gone, is asked by a sentinel how it is, and becomes master. */
    private void promote() {
        Peer sentinel = new Peer();
        sentinel.ask("SLAVEOF", NOWHERE, Integer.toString(DEAD_PORT));
        sentinel.ask("SUBSCRIBE", "__sentinel__:hello");
        Peer orders = new Peer();
        for (int i = 0; i < QUESTIONS; i++) {
            orders.ask("PING");
            orders.ask("INFO");
            orders.ask("PUBLISH", "__sentinel__:hello", "a line of commas");
        }
        orders.ask("MULTI");
        orders.ask("SLAVEOF", "NO", "ONE");
        orders.ask("CONFIG", "REWRITE");
        orders.ask("CLIENT", "KILL", "TYPE", "normal");
        orders.ask("CLIENT", "KILL", "TYPE", "pubsub");
        orders.ask("EXEC");
        orders.ask("INFO");
        replication.tick();
        orders.close();
    }

    private boolean write(String key) {
        Peer client = new Peer();
        boolean accepted = client.ask("SET", key, "value");
        client.ask("GET", key);
        client.ask("INCR", "number");
        client.ask("EXPIRE", key, "100");
        client.ask("ROLE");
        client.ask("DEL", key, "number");
        client.close();
        return accepted;
    }

    private void turn() {
        while (!endOfTurn.isEmpty()) {
            endOfTurn.remove().run();
        }
    }

    /** Turns until something holds; false if nothing happens any more. */
    private boolean turnUntil(BooleanSupplier condition) throws InterruptedException {
        turn();
        while (!condition.getAsBoolean()) {
            Runnable next = endOfTurn.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            if (next == null) {
                return false;
            }
            next.run();
            turn();
        }
        return true;
    }

    /** A connection: requests in; of the replies only how they begin. */
    private final class Peer implements Transport {
        private final Client client;
        private final ByteArrayOutputStream received = new ByteArrayOutputStream();
        private boolean records;
        /** How many bytes were received when the snapshot was whole. */
        private int wholeBytes;

        private boolean closed;
        private boolean wasOk;

        Peer() {
            client = engine.endpoint().accepted(this);
        }

        boolean ask(String... words) {
            if (!closed) {
                wasOk = false;
                engine.endpoint().command(client, Argv.of(words));
                engine.endpoint().endOfBatch(client);
                turn();
            }
            return wasOk;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            wasOk = length > 0 && bytes[offset] == '+';
            if (records) {
                received.write(bytes, offset, length);
            }
        }

        /** Whether a snapshot was received whole: it ends with the mark that was announced. */
        boolean hasAll() {
            String text = received.toString(StandardCharsets.ISO_8859_1);
            int announced = text.indexOf("$EOF:");
            int mark = announced + "$EOF:".length();
            if (announced < 0 || text.length() < mark + 2 * MARK_BYTES) {
                return false;
            }
            wholeBytes = text.length();
            return text.endsWith(text.substring(mark, mark + MARK_BYTES));
        }

        @Override
        public long pendingBytes() {
            return 0;
        }

        @Override
        public void onceDrained(Runnable action) {
            atEndOfTurn(action);
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                engine.endpoint().disconnected(client);
            }
        }

        @Override
        public void closeAfterWrites() {
            atEndOfTurn(this::close);
        }

        @Override
        public void pauseRequests() {}

        @Override
        public void resumeRequests() {}

        @Override
        public String remoteAddress() {
            return NOWHERE + ":1";
        }

        @Override
        public String localAddress() {
            return NOWHERE + ":1";
        }
    }

    // --- a loop without time: what is to happen later does not ---

    @Override
    public void atEndOfTurn(Runnable action) {
        endOfTurn.add(action);
    }

    @Override
    public Cancellable after(long millis, Runnable action) {
        return () -> {};
    }

    @Override
    public <T> void offLoop(Callable<T> work, Consumer<Outcome<T>> onLoop) {
        throw new IllegalStateException("nothing that is rehearsed works beside the loop");
    }

    // --- a network in which there is one other server ---

    @Override
    public void listener(Consumer<ReplicaEvent> listener) {
        replica = listener;
    }

    @Override
    public void connect(long link, String host, int port) {
        if (port == SUCCESSOR_PORT) {
            successorLink = link;
            atEndOfTurn(() -> replica.accept(new ReplicaEvent.Connected(link)));
        } else {
            atEndOfTurn(() -> replica.accept(new ReplicaEvent.ConnectFailed(link, "Connection refused")));
        }
    }

    @Override
    public void send(long link, byte[] bytes) {}

    @Override
    public void pause(long link) {}

    @Override
    public void resume(long link) {}

    @Override
    public void disconnect(long link) {}
}
