package io.vedette.server.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.config.ConfigReader;
import io.vedette.server.config.ServerSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole server in this process, on a unix socket, so that no port is needed. */
@Timeout(30)
class ServerProcessTest {
    @TempDir
    Path directory;

    private final CompletableFuture<Integer> exit = new CompletableFuture<>();
    private final List<Peer> peers = new ArrayList<>();
    private ServerProcess process;
    private Path socket;
    private Path file;

    @BeforeEach
    @Timeout(30)
    void start() throws Exception {
        socket = directory.resolve("s");
        file = directory.resolve("server.conf");
        Files.writeString(
                file,
                "# mine\nport 0\ndir " + directory + "\nunixsocket s\nunixsocketperm 700\npidfile p\nmaxclients 50\n"
                        + moreSettings());
        run(file);
        Path pid = directory.resolve("p");
        while (!Files.exists(pid) || Files.size(pid) == 0) {
            Thread.onSpinWait(); // the pid file is written when the server listens
        }
    }

    /** Lines that the file has besides. */
    String moreSettings() {
        return "";
    }

    private void run(Path configuration) throws Exception {
        ServerSettings settings = new ServerSettings();
        ConfigReader.readFile(configuration).into(settings.table());
        process = new ServerProcess(settings, Optional.of(configuration), exit::complete);
        process.start();
    }

    @AfterEach
    @Timeout(30)
    void end() throws Exception {
        for (Peer peer : peers) {
            peer.close();
        }
        if (!exit.isDone() && Files.exists(socket)) {
            process.signal("TERM"); // no connection: the server may still count those that were just closed
            exit.get();
        }
    }

    final Peer connect() throws IOException {
        Peer peer = new Peer(socket);
        peers.add(peer);
        return peer;
    }

    @Test
    void aPipelineIsAnsweredInOrder() throws IOException {
        StringBuilder requests = new StringBuilder();
        StringBuilder replies = new StringBuilder();
        for (int i = 1; i <= 10_000; i++) {
            requests.append("*2\r\n$4\r\nINCR\r\n$1\r\nn\r\n");
            replies.append(':').append(i).append("\r\n");
        }
        assertEquals(replies.toString(), connect().exchange(requests.toString(), replies.length()));
    }

    /** The replica is played by hand: what it is asked, and that its word lets the replies go, in their order. */
    @Test
    void aWriteWaitsForTheWordOfAReplica() throws IOException {
        Peer client = connect();
        String settings = "CONFIG SET write-quorum 1 write-quorum-timeout 0 repl-ping-replica-period 3600\r\n";
        assertEquals("+OK\r\n", client.exchange(settings, 5));
        Peer replica = connect();
        assertEquals("+OK\r\n", replica.exchange("REPLCONF listening-port 7001\r\n", 5));
        replica.send("PSYNC ? -1\r\n");
        String[] full = line(replica).split(" ");
        assertEquals("+FULLRESYNC", full[0]);
        replica.read(Integer.parseInt(line(replica).substring(1)));

        client.send("INCR n\r\nGET n\r\nINCR n\r\n");
        String stream = "*2\r\n$6\r\nSELECT\r\n$1\r\n0\r\n" + "*2\r\n$4\r\nINCR\r\n$1\r\nn\r\n".repeat(2);
        String question = "*3\r\n$8\r\nREPLCONF\r\n$6\r\nGETACK\r\n$1\r\n*\r\n";
        assertEquals(stream + question, replica.read(stream.length() + question.length()));
        assertEquals("$1\r\n2\r\n", connect().exchange("GET n\r\n", 7), "others are not held");
        replica.send("REPLCONF ACK " + (Long.parseLong(full[2]) + stream.length()) + "\r\n");
        assertEquals(":1\r\n$1\r\n1\r\n:2\r\n", client.read(15));

        // What changed nothing is confirmed by what came behind it: an entry of its own.
        client.send("DEL absent\r\n");
        String sign = "*1\r\n$4\r\nping\r\n";
        assertEquals(sign + question, replica.read(sign.length() + question.length()));
        long end = Long.parseLong(full[2]) + stream.length() + question.length() + sign.length();
        replica.send("REPLCONF ACK " + end + "\r\n");
        assertEquals(":0\r\n", client.read(4));
    }

    /** Sentinels are played by hand; two PINGs of each, for the second one proves that the first was answered. */
    @Test
    void aMasterWritesWhenEnoughSentinelsSupportIt() throws IOException {
        Peer client = connect();
        String settings = "CONFIG SET min-sentinels-to-write 2 min-sentinels-max-lag 3600000\r\n";
        assertEquals("+OK\r\n", client.exchange(settings, 5));
        support(connect(), "a", 2);
        Peer other = connect();
        support(other, "b", 1);
        assertTrue(ask(client, "SET k 1").startsWith("-FENCED Nothing was done: 1 of 2 sentinels"));
        assertTrue(ask(other, "SUPERVISE PING mymaster b 1").startsWith("-ERR A sentinel is named by its id"));
        assertTrue(
                ask(other, "SUPERVISE PING mymaster " + "b".repeat(40) + " -1").startsWith("-ERR A sentinel"));
        assertTrue(ask(other, "SUPERVISE PING \"my master\" " + "b".repeat(40) + " 1")
                .startsWith("-ERR"));
        support(other, "b", 1);
        assertEquals("+OK", ask(client, "SET k 1"));
        assertEquals("+OK", ask(client, "REPLICAOF 127.0.0.1 1"));
        assertEquals("+OK", ask(client, "REPLICAOF NO ONE"));
        assertTrue(ask(client, "SET k 2").startsWith("-FENCED"), "who supported it before did so for another reason");
    }

    private static void support(Peer sentinel, String id, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            assertEquals("+PONG", ask(sentinel, "SUPERVISE PING mymaster " + id.repeat(40) + " 1"));
        }
    }

    private static String ask(Peer peer, String request) throws IOException {
        peer.send(request + "\r\n");
        return line(peer);
    }

    /** The next line, whatever signs of life come before it. */
    private static String line(Peer peer) throws IOException {
        StringBuilder line = new StringBuilder();
        while (line.isEmpty() || line.charAt(line.length() - 1) != '\n') {
            line.append(peer.read(1));
            if (line.charAt(0) == '\n') {
                line.setLength(0);
            }
        }
        return line.toString().strip();
    }

    @Test
    void largeValuesGoInAndOut() throws IOException {
        String value = "0123456789".repeat(1_000_000);
        Peer peer = connect();
        String set = "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$" + value.length() + "\r\n" + value + "\r\n";
        assertEquals("+OK\r\n", peer.exchange(set, 5));
        String reply = "$" + value.length() + "\r\n" + value + "\r\n";
        assertEquals(reply, peer.exchange("GET k\r\n", reply.length()));
    }

    @Test
    void messagesGoFromOneClientToAnother() throws IOException {
        Peer listener = connect();
        String confirmed = "*3\r\n$9\r\nsubscribe\r\n$1\r\nc\r\n:1\r\n";
        assertEquals(confirmed, listener.exchange("SUBSCRIBE c\r\n", confirmed.length()));
        assertEquals(":1\r\n", connect().exchange("PUBLISH c hello\r\n", 4));
        String message = "*3\r\n$7\r\nmessage\r\n$1\r\nc\r\n$5\r\nhello\r\n";
        assertEquals(message, listener.read(message.length()));
    }

    @Test
    void whoBreaksTheProtocolIsClosedAndNobodyElse() throws IOException {
        Peer good = connect();
        Peer bad = connect();
        bad.send("*1\r\n$x\r\n");
        assertEquals("-ERR Protocol error: invalid bulk length\r\n", bad.readToEnd());
        assertEquals("+PONG\r\n", good.exchange("PING\r\n", 7));
    }

    @Test
    void quitIsAnsweredBeforeTheEnd() throws IOException {
        Peer peer = connect();
        peer.send("PING\r\nQUIT\r\nPING\r\n");
        assertEquals("+PONG\r\n+OK\r\n", peer.readToEnd());
    }

    @Test
    void tooManyClientsAreTurnedAwayWithAWord() throws IOException {
        for (int i = 0; i < 50; i++) {
            assertEquals("+PONG\r\n", connect().exchange("PING\r\n", 7));
        }
        assertEquals("-ERR max number of clients reached\r\n", connect().readToEnd());
        peers.removeFirst().close();
    }

    @Test
    void theSocketHasItsModeAndTheFileThePid() throws IOException {
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)));
        assertEquals(ProcessHandle.current().pid() + "\n", Files.readString(directory.resolve("p")));
    }

    @Test
    void aRewrittenFileKeepsItsLinesAndSaysWhatIsNew() throws IOException {
        Peer peer = connect();
        assertEquals("+OK\r\n+OK\r\n", peer.exchange("CONFIG SET timeout 77\r\nCONFIG REWRITE\r\n", 10));
        String text = Files.readString(file);
        assertTrue(text.startsWith("# mine\nport 0\n"), text);
        assertTrue(text.contains("\n# Generated by CONFIG REWRITE\n"), text);
        assertTrue(text.contains("\ntimeout 77\n"), text);
    }

    @Test
    void expiredKeysGoByThemselves() throws IOException {
        Peer peer = connect();
        peer.exchange("SET k v PX 1\r\n", 5);
        String size;
        do {
            size = peer.exchange("DBSIZE\r\n", 4);
        } while (!size.equals(":0\r\n"));
    }

    @Test
    void shutdownEndsTheProcessAndCleansUp() throws Exception {
        Peer peer = connect();
        peer.send("SHUTDOWN\r\n");
        assertEquals("", peer.readToEnd());
        assertEquals(0, exit.get());
        assertFalse(Files.exists(socket));
        assertFalse(Files.exists(directory.resolve("p")));
    }

    @Test
    void aBusyPortEndsTheProcessWithAWord() throws Exception {
        connect().send("SHUTDOWN\r\n");
        assertEquals(0, exit.get());
        try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Path other = directory.resolve("other.conf");
            Files.writeString(other, "bind 127.0.0.1\nport " + busy.getLocalPort() + "\ndir " + directory + "\n");
            CompletableFuture<Integer> second = new CompletableFuture<>();
            ServerSettings settings = new ServerSettings();
            ConfigReader.readFile(other).into(settings.table());
            new ServerProcess(settings, Optional.of(other), second::complete).start();
            assertEquals(1, second.get());
        }
    }

    @Test
    void whatStandsBehindTheEndIsNotDoneAndAReplicaGetsTheStreamToItsEnd() throws Exception {
        Peer replica = connect();
        replica.send("PSYNC ? -1\r\n");
        assertTrue(line(replica).startsWith("+FULLRESYNC"));
        replica.read(Integer.parseInt(line(replica).substring(1)));
        Peer client = connect();
        client.send("SET before 1\r\nSHUTDOWN NOW NOSAVE\r\nSET behind 2\r\n");
        String stream = replica.readToEnd();
        assertTrue(stream.endsWith("$3\r\nSET\r\n$6\r\nbefore\r\n$1\r\n1\r\n"), stream);
        replica.close();
        assertEquals(0, exit.get());
        assertEquals("+OK\r\n", client.readToEnd());
    }

    @Test
    void waitAofAnswersForTheDiskHereAndForThoseOfReplicas() throws IOException {
        Peer client = connect();
        assertEquals(
                "-ERR value is out of range, value must between 0 and 1\r\n", client.exchange("WAITAOF 2 0 0\r\n", 56));
        assertEquals("-ERR value is out of range, must be positive\r\n", client.exchange("WAITAOF 0 -1 0\r\n", 46));
        assertEquals("-ERR timeout is negative\r\n", client.exchange("WAITAOF 0 0 -1\r\n", 26));
        String withoutFile = "-ERR WAITAOF cannot be used when numlocal is set but appendonly is disabled.\r\n";
        assertEquals(withoutFile, client.exchange("WAITAOF 1 0 0\r\n", withoutFile.length()));
        assertEquals("*2\r\n:0\r\n:0\r\n", client.exchange("WAITAOF 0 0 0\r\n", 12));
        assertEquals("+OK\r\n+OK\r\n", client.exchange("CONFIG SET appendonly yes\r\nSET k v\r\n", 10));
        assertEquals("*2\r\n:1\r\n:0\r\n", client.exchange("WAITAOF 1 0 0\r\n", 12));
        assertEquals("*2\r\n:1\r\n:0\r\n", connect().exchange("WAITAOF 1 0 0\r\n", 12), "who has not written");

        Peer replica = connect();
        assertEquals("+OK\r\n", replica.exchange("REPLCONF listening-port 7001\r\n", 5));
        replica.send("PSYNC ? -1\r\n");
        long offset = Long.parseLong(line(replica).split(" ")[2]);
        replica.read(Integer.parseInt(line(replica).substring(1)));
        assertEquals("+OK\r\n", client.exchange("SET k w\r\n", 5));
        client.send("WAITAOF 1 1 0\r\nGET k\r\n");
        replica.send("REPLCONF ACK " + (offset + 1_000_000) + "\r\n");
        replica.send("REPLCONF ACK " + (offset + 1_000_000) + " FACK " + (offset + 1_000_000) + "\r\n");
        assertEquals("*2\r\n:1\r\n:1\r\n$1\r\nw\r\n", client.read(19));

        client.send("SET k x\r\nWAITAOF 1 2 0\r\n");
        assertEquals("+OK\r\n", client.read(5));
        Peer operator = connect();
        while (!operator.exchange("CLIENT LIST\r\n", 1).equals("$") || !line(operator, " cmd=waitaof ")) {
            assertFalse(exit.isDone());
        }
        assertEquals("+OK\r\n", operator.exchange("CONFIG SET appendonly no\r\n", 5));
        assertEquals(withoutFile, client.read(withoutFile.length()));
        assertEquals("+OK\r\n", client.exchange("REPLICAOF 127.0.0.1 1\r\n", 5));
        assertEquals("-ERR WAITAOF cannot be used with replica instances.", client.exchange("WAITAOF 0 0 0\r\n", 51));
    }

    @Test
    void smallPiecesOfAStreamWaitForEachOtherWhereThatIsWanted() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            port = free.getLocalPort();
        }
        Peer operator = connect();
        assertEquals("+OK\r\n", operator.exchange("CONFIG SET bind 127.0.0.1 port " + port + "\r\n", 5));
        assertTrue(sendsAtOnce(port), "the default");
        assertEquals("+OK\r\n", operator.exchange("CONFIG SET repl-disable-tcp-nodelay yes\r\n", 5));
        assertFalse(sendsAtOnce(port));
    }

    /** Whether a replica's socket has TCP_NODELAY on the server's side. */
    private static boolean sendsAtOnce(int port) throws Exception {
        try (Socket replica = new Socket("127.0.0.1", port)) {
            replica.getOutputStream().write("PSYNC ? -1\r\n".getBytes(StandardCharsets.US_ASCII));
            assertEquals('+', replica.getInputStream().read());
            return SystemSocket.between(port, replica.getLocalPort()).sendsAtOnce();
        }
    }

    /** Whether the bulk string that has begun has these words. */
    private static boolean line(Peer peer, String words) throws IOException {
        return peer.read(Integer.parseInt(line(peer)) + 2).contains(words);
    }
}
