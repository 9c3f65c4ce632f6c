package io.vedette.server.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** All that holds of a server holds with loops for its sockets; and what waits on one loop is woken from another. */
class ThreadedServerProcessTest extends ServerProcessTest {
    private static final int CLIENTS = 9;

    @Override
    String moreSettings() {
        return "io-threads 3\nio-threads-do-reads yes\n";
    }

    @Test
    void infoTellsThatSocketsHaveThreads() throws IOException {
        Peer peer = connect();
        peer.send("INFO server\r\nQUIT\r\n");
        assertTrue(peer.readToEnd().contains("\r\nio_threads_active:1\r\n"));
    }

    @Test
    void whoWaitsOnOneLoopIsServedByAnother() throws IOException {
        Peer[] waiting = new Peer[CLIENTS];
        for (int i = 0; i < CLIENTS; i++) {
            waiting[i] = connect();
            // The request behind the one that waits is held, and comes in its turn.
            assertEquals("+PONG\r\n", waiting[i].exchange("PING\r\n", 7));
            waiting[i].send("BLPOP l" + i + " 0\r\nECHO after\r\n");
        }
        Peer pusher = connect();
        for (int i = 0; i < CLIENTS; i++) {
            assertEquals(":1\r\n", pusher.exchange("RPUSH l" + i + " x\r\n", 4));
            String reply = "*2\r\n$2\r\nl" + i + "\r\n$1\r\nx\r\n$5\r\nafter\r\n";
            assertEquals(reply, waiting[i].read(reply.length()));
        }
    }

    @Test
    void transactionsOfManyLoopsDoNotMix() throws IOException {
        Peer[] clients = new Peer[CLIENTS];
        for (int i = 0; i < CLIENTS; i++) {
            clients[i] = connect();
            clients[i].send("MULTI\r\nINCR n\r\nINCR n\r\nEXEC\r\n");
        }
        String frame = "+OK\r\n+QUEUED\r\n+QUEUED\r\n*2\r\n";
        for (Peer client : clients) {
            assertEquals(frame, client.read(frame.length()));
            String first = line(client);
            assertEquals(Integer.parseInt(first) + 1, Integer.parseInt(line(client)));
        }
    }

    private static String line(Peer peer) throws IOException {
        StringBuilder line = new StringBuilder();
        for (String next = peer.read(1); !next.equals("\n"); next = peer.read(1)) {
            line.append(next);
        }
        return line.substring(1, line.length() - 1);
    }
}
