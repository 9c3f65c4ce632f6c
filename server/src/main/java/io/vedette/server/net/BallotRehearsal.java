package io.vedette.server.net;

import static io.vedette.server.net.RehearsedServer.NOWHERE;
import static io.vedette.server.net.RehearsedServer.SUCCESSOR_PORT;

import io.vedette.rdb.RdbReplication;
import io.vedette.replication.Ballot;
import io.vedette.replication.Marker;
import io.vedette.resp.Argv;
import io.vedette.resp.OutputBuffer;
import io.vedette.server.Surroundings;
import io.vedette.wire.ProcessFacts;

/**
 * What {@link Rehearsal} is for servers that are on their own, for a member of a group with a write quorum and a fence: it leads by one
 * ballot, with a replica that confirms and sentinels that support it, and follows another server by the next one.
 */
final class BallotRehearsal {
    private static final int QUESTIONS = 4;
    private static final String GROUP = "rehearsal";
    private static final String TOKEN = "a";
    /** The other member. */
    private static final String OTHER = "b".repeat(40);

    private static final String SENTINEL = "c".repeat(40);

    private final RehearsedServer server;
    private long epoch;

    private BallotRehearsal(Surroundings outside) {
        server = new RehearsedServer(outside);
    }

    static void play(Surroundings outside) throws InterruptedException {
        play(outside, Rehearsal.ROUNDS);
    }

    /** How many rounds went as they were meant: all, else the play is another one. */
    static int play(Surroundings outside, int rounds) throws InterruptedException {
        BallotRehearsal rehearsal = new BallotRehearsal(outside);
        rehearsal.begin();
        int right = 0;
        for (int round = 0; round < rounds; round++) {
            if (rehearsal.lead() && rehearsal.follow()) {
                right++;
            }
        }
        rehearsal.server.end();
        return right;
    }

    private void begin() {
        RehearsedServer.Peer orders = server.new Peer();
        orders.ask("CONFIG", "SET", "write-quorum", "1", "min-sentinels-to-write", "1");
        orders.close();
        server.begin();
    }

    /** It is promoted, has writes confirmed, and is asked to hold them. */
    private boolean lead() throws InterruptedException {
        RehearsedServer.Peer sentinel = server.new Peer();
        boolean promoted = prepare(sentinel) && promote(sentinel);
        for (int i = 0; i < QUESTIONS; i++) {
            support(sentinel);
            sentinel.ask("INFO");
            sentinel.ask("PUBLISH", "__sentinel__:hello", "a line of commas");
        }
        RehearsedServer.Peer follower = attach();
        RehearsedServer.Peer client = server.new Peer();
        client.ask("SET", "key", "value");
        acknowledge(follower);
        boolean written = client.wasOk();
        sentinel.ask("CLIENT", "PAUSE", "1000", "WRITE");
        client.ask("INCR", "number");
        sentinel.ask("INFO");
        sentinel.ask("CLIENT", "UNPAUSE");
        acknowledge(follower);
        server.replication().tick();
        sentinel.close();
        client.close();
        follower.close();
        server.turn();
        return promoted && written;
    }

    private boolean prepare(RehearsedServer.Peer sentinel) throws InterruptedException {
        epoch++;
        sentinel.askAndWait("SUPERVISE", "KEY", GROUP);
        return sentinel.askAndWait("SUPERVISE", "PREPARE", GROUP, Long.toString(epoch), TOKEN);
    }

    private boolean promote(RehearsedServer.Peer sentinel) throws InterruptedException {
        long marked = marker().ballot().epoch();
        return sentinel.askAndWait(
                "SUPERVISE",
                "PROMOTE",
                GROUP,
                Long.toString(epoch),
                TOKEN,
                Long.toString(marked),
                Long.toString(server.replication().endOffset()),
                server.runId(),
                "1",
                server.id(),
                OTHER);
    }

    private Marker marker() {
        return server.replication()
                .position()
                .flatMap(RdbReplication::marker)
                .flatMap(Marker::parse)
                .orElse(Marker.NONE);
    }

    private void support(RehearsedServer.Peer sentinel) {
        sentinel.ask("SUPERVISE", "PING", GROUP, SENTINEL, Long.toString(epoch));
    }

    /** The other member continues from where this one is. */
    private RehearsedServer.Peer attach() {
        RehearsedServer.Peer follower = server.new Peer();
        follower.ask("REPLCONF", "listening-port", "3", "capa", "eof", "capa", "psync2");
        follower.ask("REPLCONF", "vedette-server-id", OTHER);
        follower.ask("REPLCONF", "vedette-ballot", GROUP, Long.toString(epoch), TOKEN);
        RdbReplication here = server.here();
        follower.ask("PSYNC", here.id(), Long.toString(here.offset() + 1));
        return follower;
    }

    private void acknowledge(RehearsedServer.Peer follower) {
        follower.ask("REPLCONF", "ACK", Long.toString(server.replication().endOffset()));
    }

    /** Another member leads by the next ballot: this one continues from it, and confirms. */
    private boolean follow() throws InterruptedException {
        RehearsedServer.Peer sentinel = server.new Peer();
        boolean prepared = prepare(sentinel);
        String port = Integer.toString(SUCCESSOR_PORT);
        boolean told = sentinel.askAndWait("SUPERVISE", "FOLLOW", GROUP, Long.toString(epoch), TOKEN, NOWHERE, port);
        server.turn();
        String replid = ProcessFacts.randomId();
        server.answer("+PONG\r\n");
        server.answer("+OK\r\n+OK\r\n+OK\r\n+OK " + epoch + " " + TOKEN + " "
                + server.replication().endOffset() + "\r\n");
        server.answer("+CONTINUE " + replid + "\r\n");
        Marker last = marker();
        Marker next = new Marker(GROUP, new Ballot(epoch, TOKEN), replid, last.present(), last.next());
        server.answer(request(next.command()));
        server.answer(request(Argv.of("SELECT", "0")));
        server.answer(request(Argv.of("SET", "key", "value")));
        server.answer(request(Argv.of("REPLCONF", "GETACK", "*")));
        server.replication().tick();
        sentinel.ask("INFO");
        sentinel.close();
        boolean follows = server.turnUntil(server.replication()::isMasterLinkUp);
        return prepared && told && follows;
    }

    private static byte[] request(Argv words) {
        OutputBuffer out = new OutputBuffer();
        out.writeAscii("*" + words.size() + "\r\n");
        for (int i = 0; i < words.size(); i++) {
            out.writeAscii("$" + words.length(i) + "\r\n");
            out.write(words.bytes(i));
            out.writeCrLf();
        }
        return out.toByteArray();
    }
}
