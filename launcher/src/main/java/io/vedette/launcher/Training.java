package io.vedette.launcher;

import io.vedette.launcher.cli.CliCommand;
import io.vedette.launcher.client.Address;
import io.vedette.launcher.client.RespConnection;
import io.vedette.launcher.pretend.PretendServer;
import io.vedette.launcher.up.UpCommand;
import io.vedette.sentinel.net.SentinelMain;
import io.vedette.server.net.ServerMain;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The run from which a class cache is made: a process of its kind does its daily work once and ends. Started by the
 * script after a build ({@code train KIND SCRATCH-DIRECTORY}), not by people. A run that fails ends with a code
 * other than 0, and the script goes on without that cache.
 */
final class Training {
    /** Generous: a machine that builds trains three kinds at once, and a run that gave up leaves every later process cold. */
    private static final long START_TIMEOUT_MILLIS = 120_000;

    private static final long WHOLE_RUN_TIMEOUT_MILLIS = 240_000;
    private static final int REPLY_TIMEOUT_MILLIS = 60_000;
    private static final String HOST = "127.0.0.1";

    private Training() {}

    static void run(String[] args) {
        Thread watchdog = new Thread(Training::giveUpAfterAWhile, "watchdog");
        watchdog.setDaemon(true);
        watchdog.start();
        try {
            Path directory = Path.of(args[1]).toRealPath();
            switch (args[0]) {
                case "server" -> server(directory);
                case "sentinel" -> sentinel(directory);
                case "tools" -> tools();
                default -> throw new IllegalArgumentException("train KIND SCRATCH-DIRECTORY");
            }
        } catch (Exception e) {
            e.printStackTrace();
            Runtime.getRuntime().halt(1); // the trained process has threads that would keep it alive
        }
    }

    /** Whoever waits for a cache waits for the script: better none than a long wait. */
    private static void giveUpAfterAWhile() {
        try {
            Thread.sleep(WHOLE_RUN_TIMEOUT_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        System.err.println("training took too long");
        Runtime.getRuntime().halt(1);
    }

    /** A master that is written to, and a second one that takes turns with it. */
    private static void server(Path directory) throws Exception {
        int port = freePort();
        int otherPort = freePort();
        serve(directory.resolve("first"), port);
        serve(directory.resolve("second"), otherPort);
        try (RespConnection client = connect(port)) {
            for (String command : List.of(
                    "PING",
                    "SET key value",
                    "GET key",
                    "INCR number",
                    "MGET key number",
                    "EXPIRE key 100",
                    "DEL key",
                    "INFO",
                    "ROLE",
                    "DBSIZE",
                    "CONFIG GET max*",
                    "CLIENT SETNAME training",
                    "CLIENT LIST",
                    "MULTI",
                    "SET key value",
                    "EXEC",
                    "PUBLISH channel message",
                    "REPLICAOF " + HOST + " 1",
                    "REPLICAOF NO ONE",
                    "HELLO 3")) {
                client.call(command.split(" "));
            }
        }
        unlessStuck(() -> ServerTraining.keep(new Address(HOST, port)));
        connect(otherPort).close();
        unlessStuck(() -> ServerTraining.play(new Address(HOST, port), new Address(HOST, otherPort)));
        unlessStuck(() -> BallotTraining.play(List.of(new Address(HOST, port), new Address(HOST, otherPort))));
        end(port, "SHUTDOWN", "NOSAVE");
    }

    private static void serve(Path directory, int port) throws IOException {
        Path config = Files.writeString(
                Files.createDirectory(directory).resolve("server.conf"),
                "port %d\nbind %s\ndir %s\nrepl-diskless-sync-delay 0\nenable-debug-command yes\n"
                        .formatted(port, HOST, directory));
        inBackground(() -> ServerMain.main(new String[] {config.toString()}));
    }

    /** A busy machine may be too slow for a play; what has been met until then is worth a cache too. */
    private static void unlessStuck(Work play) throws Exception {
        try {
            play.run();
        } catch (IllegalStateException e) {
            System.err.println(e.getMessage() + ": the cache holds what was met until then");
        }
    }

    /** A sentinel that answers clients, and lives through failovers of a pretended group. */
    private static void sentinel(Path directory) throws Exception {
        int port = freePort();
        List<PretendServer> servers = SentinelTraining.group();
        Path config = Files.writeString(
                directory.resolve("sentinel.conf"),
                "port %d\nbind %s\ndir %s\n%s"
                        .formatted(
                                port,
                                HOST,
                                directory,
                                SentinelTraining.directives(servers.getFirst().address())));
        inBackground(() -> SentinelMain.main(new String[] {config.toString()}));
        try (RespConnection client = connect(port);
                RespConnection listener = connect(port)) {
            for (String command : List.of(
                    "PING",
                    "INFO",
                    "SENTINEL MASTERS",
                    "SENTINEL MASTER mymaster",
                    "SENTINEL REPLICAS mymaster",
                    "SENTINEL SENTINELS mymaster",
                    "SENTINEL GET-MASTER-ADDR-BY-NAME mymaster",
                    "SENTINEL CKQUORUM mymaster",
                    "CLIENT LIST",
                    "CLIENT SETNAME training")) {
                client.call(command.split(" "));
            }
            listener.call("PSUBSCRIBE", "*");
            unlessStuck(() -> SentinelTraining.play(client, servers));
            client.call("HELLO", "3");
        }
        end(port, "SHUTDOWN");
    }

    /** The client against something that answers, and the options of {@code up}. */
    private static void tools() throws Exception {
        try (PretendServer master = PretendServer.open(1, Optional.empty())) {
            String port = Integer.toString(master.address().port());
            CliCommand.run(new String[] {"-p", port, "PING"});
            CliCommand.run(new String[] {"-p", port, "--no-raw", "INFO"});
            CliCommand.run(new String[] {"-p", port, "--no-raw", "COMMAND"});
        }
        System.out.println(Version.line());
        System.exit(new UpCommand().run(new String[] {"--help"}));
    }

    private interface Work {
        void run() throws Exception;
    }

    /** A main may keep its thread or give it back. */
    private static void inBackground(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                },
                "main of the trained process");
        thread.setDaemon(true);
        thread.start();
    }

    private static RespConnection connect(int port) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(START_TIMEOUT_MILLIS);
        while (true) {
            try {
                return RespConnection.open(HOST, port, REPLY_TIMEOUT_MILLIS);
            } catch (IOException e) {
                if (System.nanoTime() - deadline > 0) {
                    throw e;
                }
                Thread.sleep(20);
            }
        }
    }

    /** Asks the trained process, which is this one, to end; the watchdog sees to it that it does. */
    private static void end(int port, String... shutdown) throws Exception {
        try (RespConnection client = connect(port)) {
            throw new IOException(
                    "SHUTDOWN was answered: " + client.call(shutdown).text());
        } catch (EOFException | SocketException e) {
            Thread.sleep(WHOLE_RUN_TIMEOUT_MILLIS); // the usual answer: the connection ends, and so do we
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
            return socket.getLocalPort();
        }
    }
}
