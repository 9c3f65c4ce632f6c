package io.vedette.server.net;

import static io.vedette.server.net.RehearsedServer.NOWHERE;
import static io.vedette.server.net.RehearsedServer.SUCCESSOR_PORT;

import io.vedette.rdb.RdbReplication;
import io.vedette.resp.OutputBuffer;
import io.vedette.server.Surroundings;
import io.vedette.wire.ProcessFacts;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.function.BooleanSupplier;

/**
 * Plays promotions and handovers of a server that exists only here ({@link RehearsedServer}): the orders of a sentinel, its questions, the
 * first writes of clients, FAILOVER to a replica, and being that replica. A
 * virtual machine links what it first meets and compiles what it has met often; without this a replica would do both in the
 * moment in which it becomes master, and everybody waits for it: on a small machine that took longer than the sentinels did.
 */
final class Rehearsal {
    /** As many as make the compiler have seen enough; some tenths of a second of one processor. */
    static final int ROUNDS = 60;

    private static final int QUESTIONS = 4;
    /** More than a packed encoding takes, of each kind of collection. */
    private static final int MEMBERS = 140;
    /** As many as make the compiler have seen enough. */
    private static final int STRINGS = 5_000;

    private static final int COPIES = 6;
    /** The compilers have something to do after each: what comes before they have done it teaches them nothing. */
    private static final int BREATH_MILLIS = 100;

    private static final int SHORT_BYTES = 16;
    /** Longer than what is laid side by side before it comes to its page. */
    private static final int LONG_BYTES = 1100;

    private static final int LONG_STRINGS = 500;
    private static final int FIRST_OF_EIGHT_DIGITS = 10_000_000;
    private static final int LONG_ROUNDS = 2;
    /** Of a master that cannot be reached. */
    private static final int DEAD_PORT = 1;

    private final RehearsedServer server;
    /** A replica catches up when it has everything. */
    private boolean streams;

    private Rehearsal(Surroundings outside) {
        server = new RehearsedServer(outside);
    }

    static void play(Surroundings outside) {
        play(outside, ROUNDS);
    }

    /**
     * Plays what comes first in the life of a server that is given replicas: one that takes everything, and being that one. A little of all
     * kinds is copied.
     *
     * @return whether it went as it was meant
     */
    static boolean playCopying(Surroundings outside) throws InterruptedException {
        Rehearsal rehearsal = new Rehearsal(outside);
        rehearsal.fill();
        boolean whole = rehearsal.copy();
        rehearsal.server.end();
        return whole;
    }

    /**
     * The same with much of what most data is, and with the stream by which a replica catches up: enough for the compilers, which takes them
     * a second.
     *
     * @param goesOn false ends it early; asked between two copies
     * @return whether it went as it was meant
     */
    static boolean playCopyingMuch(Surroundings outside, BooleanSupplier goesOn) throws InterruptedException {
        Rehearsal rehearsal = new Rehearsal(outside);
        rehearsal.streams = true;
        boolean whole = true;
        for (int i = 0; i < COPIES && whole && goesOn.getAsBoolean(); i++) {
            whole = rehearsal.copy();
            Thread.sleep(BREATH_MILLIS);
        }
        rehearsal.server.end();
        return whole;
    }

    private boolean copy() throws InterruptedException {
        return send() && receive();
    }

    /** How many rounds went as they were meant: all, else the play is another one. */
    static int play(Surroundings outside, int rounds) {
        Rehearsal rehearsal = new Rehearsal(outside);
        int right = 0;
        rehearsal.openLog();
        for (int round = 0; round < rounds; round++) {
            rehearsal.promote();
            rehearsal.handOver();
            boolean handedOver = rehearsal.server.engine().role().isReplica();
            rehearsal.takeOver();
            if (rehearsal.server.write("key:" + round) && handedOver) {
                right++;
            }
        }
        return right;
    }

    /** A replica that came for a snapshot and did not wait for it: from now on there is a log. */
    private void openLog() {
        RehearsedServer.Peer stranger = server.new Peer();
        stranger.ask("REPLCONF", "capa", "eof", "capa", "psync2");
        stranger.ask("PSYNC", "?", "-1");
        stranger.close();
    }

    /** Values of all kinds, packed and not. */
    private void fill() {
        RehearsedServer.Peer client = server.new Peer();
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

    /** Everything, as a replica gets it; false if it does not come. */
    private boolean send() throws InterruptedException {
        RehearsedServer.Peer follower = server.new Peer();
        // A small log leaves nothing behind in the heap.
        follower.ask("CONFIG", "SET", "repl-diskless-sync-delay", "0", "repl-backlog-size", "16kb");
        follower.ask("REPLCONF", "listening-port", "3", "capa", "eof", "capa", "psync2");
        follower.record();
        follower.ask("PSYNC", "?", "-1");
        server.replication().tick(); // while it is on its way
        if (!server.turnUntil(follower::hasAll)) {
            return false;
        }
        server.write("another");
        follower.ask("REPLCONF", "ACK", "1");
        RehearsedServer.Peer orders = server.new Peer();
        orders.ask("INFO", "everything");
        orders.ask("INFO");
        server.replication().tick();
        server.turn();
        follower.close();
        orders.close();
        server.turn();
        return true;
    }

    private boolean receive() throws InterruptedException {
        RehearsedServer.Peer orders = server.new Peer();
        orders.ask("REPLICAOF", NOWHERE, Integer.toString(SUCCESSOR_PORT));
        server.answer("+PONG\r\n");
        server.answer("+OK\r\n+OK\r\n+OK\r\n");
        server.answerReceived();
        server.replication().tick();
        boolean whole = server.turnUntil(server.replication()::isMasterLinkUp);
        if (streams) {
            stream();
        }
        orders.ask("INFO");
        orders.ask("REPLICAOF", "NO", "ONE");
        orders.close();
        server.turn();
        return whole;
    }

    /** What a replica catches up with: new strings, then longer ones in their place, and again. */
    private void stream() {
        answerSets(STRINGS, SHORT_BYTES);
        for (int i = 0; i < LONG_ROUNDS; i++) {
            answerSets(LONG_STRINGS, LONG_BYTES);
        }
    }

    /** In pieces as a socket gives them, which end anywhere. */
    private void answerSets(int keys, int valueBytes) {
        OutputBuffer sets = new OutputBuffer();
        byte[] text = new byte[valueBytes];
        new Random(1).nextBytes(text); // nothing that could be compressed
        for (int i = 0; i < keys; i++) {
            byte[] key = key(i).getBytes(StandardCharsets.US_ASCII);
            sets.writeAscii("*3\r\n$3\r\nSET\r\n");
            sets.writeBulk(key, 0, key.length);
            sets.writeBulk(text, 0, text.length);
            if (sets.size() > RehearsedServer.PIECE_BYTES) {
                byte[] all = sets.toByteArray();
                server.answer(Arrays.copyOf(all, RehearsedServer.PIECE_BYTES));
                sets.reset();
                sets.write(all, RehearsedServer.PIECE_BYTES, all.length - RehearsedServer.PIECE_BYTES);
            }
        }
        server.answer(sets.toByteArray());
    }

    /** Half of the keys are whole words of eight bytes, half are not: what compares them goes another way. */
    private static String key(int number) {
        return number % 2 == 0 ? "written:" + number : "written:" + (FIRST_OF_EIGHT_DIGITS + number);
    }

    /** A master passes its place to a replica that has everything. */
    private void handOver() {
        RehearsedServer.Peer follower = server.new Peer();
        String port = Integer.toString(SUCCESSOR_PORT);
        follower.ask("REPLCONF", "listening-port", port, "capa", "eof", "capa", "psync2");
        RdbReplication here = server.here();
        follower.ask("PSYNC", here.id(), Long.toString(here.offset() + 1));
        RehearsedServer.Peer orders = server.new Peer();
        orders.ask("FAILOVER", "TO", NOWHERE, port, "TIMEOUT", "1000");
        String all = Long.toString(server.here().offset());
        follower.ask("REPLCONF", "ACK", all);
        welcome();
        // What the other replicas of the old master meet: it cuts them off, and they continue under another history.
        server.leaves();
        welcome();
        orders.ask("INFO");
        orders.ask("ROLE");
        orders.close();
        follower.close();
    }

    /** What a master says to a replica that may continue. */
    private void welcome() {
        server.answer("+PONG\r\n");
        server.answer("+OK\r\n+OK\r\n+OK\r\n");
        server.answer("+CONTINUE " + ProcessFacts.randomId() + "\r\n");
    }

    /** A replica is asked by its master to take its place. */
    private void takeOver() {
        RehearsedServer.Peer formerMaster = server.new Peer();
        formerMaster.ask("PING");
        formerMaster.ask("REPLCONF", "listening-port", "3", "capa", "eof", "capa", "psync2");
        RdbReplication here = server.here();
        formerMaster.ask("PSYNC", here.id(), Long.toString(here.offset() + 1), "FAILOVER");
        formerMaster.close();
    }

    /** A replica, whose master is gone, is asked by a sentinel how it is, and becomes master. */
    private void promote() {
        RehearsedServer.Peer sentinel = server.new Peer();
        sentinel.ask("SLAVEOF", NOWHERE, Integer.toString(DEAD_PORT));
        sentinel.ask("SUBSCRIBE", "__sentinel__:hello");
        RehearsedServer.Peer orders = server.new Peer();
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
        server.replication().tick();
        orders.close();
    }
}
