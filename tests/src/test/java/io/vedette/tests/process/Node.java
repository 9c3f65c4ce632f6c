package io.vedette.tests.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * One process under test, a data server or a sentinel of either kind, on a free port of 127.0.0.1 with its own
 * configuration file and log. Ends with the test: {@link #close} kills it.
 */
public final class Node implements AutoCloseable {
    private static final Duration STOPPED_WITHIN = Duration.ofSeconds(10);

    private static final Duration START_BOUND = Duration.ofSeconds(60);
    private static final int LEAST_PORT = 12_000;
    private static final int MOST_PORT = 32_000;
    /** Two processes of tests run side by side, and share the ports by their remainders. */
    private static final int SHARERS = 4;

    private static final int SHARE = Integer.parseInt(System.getProperty("tests.fork", "0")) % SHARERS;
    /** A dead node keeps its port for when it comes back. */
    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private final Kind kind;
    private final boolean sentinel;
    private final int port;
    private final Path folder;
    private final Map<String, String> environment;
    private Process process;

    private Node(Kind kind, boolean sentinel, int port, Path folder, Map<String, String> environment) {
        this.kind = kind;
        this.sentinel = sentinel;
        this.port = port;
        this.folder = folder;
        this.environment = environment;
    }

    /** Starts a data server with these configuration lines beside port, bind and dir, and waits for its first PONG. */
    public static Node server(Kind kind, Path parent, String... lines) {
        return started(kind, false, parent, Map.of(), lines);
    }

    /** The same with these environment variables beside those of this process. */
    public static Node server(Kind kind, Path parent, Map<String, String> environment) {
        return started(kind, false, parent, environment);
    }

    /** Starts a sentinel with these configuration lines and waits for its first PONG. */
    public static Node sentinel(Kind kind, Path parent, String... lines) {
        return started(kind, true, parent, Map.of(), lines);
    }

    private static Node started(
            Kind kind, boolean sentinel, Path parent, Map<String, String> environment, String... lines) {
        int port = freePort();
        Path folder = parent.resolve((sentinel ? "sentinel-" : "server-") + port);
        Node node = new Node(kind, sentinel, port, folder, environment);
        List<String> text = new ArrayList<>(List.of("port " + port, "bind 127.0.0.1", "dir " + folder));
        if (!sentinel) {
            text.add("enable-debug-command yes");
            text.add("repl-diskless-sync-delay 0");
            text.add("save \"\"");
        }
        text.addAll(List.of(lines));
        try {
            Files.createDirectories(folder);
            Files.write(node.configFile(), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        node.start();
        return node;
    }

    /** The same port, folder and configuration file for a process of that kind, not yet started; the two must not run at once. */
    public Node as(Kind other) {
        return new Node(other, sentinel, port, folder, environment);
    }

    /** Starts the process (again) with the configuration file as it stands. */
    public void start() {
        launch();
        Await.until(this + " answers PING", START_BOUND, () -> {
            if (!process.isAlive()) {
                throw new AssertionError(this + " ended with exit code " + process.exitValue() + ":\n" + log());
            }
            return text("PING").equals("PONG");
        });
    }

    /** As {@link #start}, but waits for nothing. */
    public void launch() {
        List<String> command = new ArrayList<>(sentinel ? kind.sentinelCommand() : kind.serverCommand());
        command.add(configFile().toString());
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile().toFile()));
            builder.environment().putAll(environment);
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return port;
    }

    public String portText() {
        return Integer.toString(port);
    }

    public Kind kind() {
        return kind;
    }

    public long pid() {
        return process.pid();
    }

    public Process process() {
        return process;
    }

    public Path configFile() {
        return folder.resolve(sentinel ? "sentinel.conf" : "server.conf");
    }

    public Path logFile() {
        return folder.resolve("log");
    }

    public String log() {
        return text(logFile());
    }

    /** The configuration file as the process has rewritten it by now. */
    public String configuration() {
        return text(configFile());
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public RespConnection connect() {
        return new RespConnection(port);
    }

    /** One command on a connection of its own; its reply as text. */
    public String text(String... words) {
        try (RespConnection connection = connect()) {
            return connection.text(words);
        }
    }

    /** The value of one INFO field, empty if the field is not there. */
    public String info(String section, String field) {
        return text("INFO", section)
                .lines()
                .filter(line -> line.startsWith(field + ":"))
                .map(line -> line.substring(field.length() + 1).strip())
                .findFirst()
                .orElse("");
    }

    /** kill -9, and waits until the process is gone. */
    public void killHard() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** SIGTERM; returns the exit code. */
    public int stop() {
        process.destroy();
        awaitEnd();
        return process.exitValue();
    }

    /** SIGSTOP or SIGCONT by its name without SIG; when it returns from STOP, the process stands still. */
    public void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        if (name.equals("STOP")) {
            Await.until("every thread stands still", STOPPED_WITHIN, this::isStopped);
        }
    }

    /** The system stops a process when one of its threads has its turn; until then the others go on. */
    private boolean isStopped() {
        try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(pid()), "task"))) {
            return threads.allMatch(thread -> stateOf(thread) == 'T');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The letter behind the name, which stands in parentheses and may have any characters. */
    private static char stateOf(Path thread) {
        try {
            String status = Files.readString(thread.resolve("stat"));
            return status.charAt(status.lastIndexOf(')') + 2);
        } catch (NoSuchFileException e) {
            return 'T'; // it has ended meanwhile
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitEnd() {
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(this + " did not end within 60 s");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    @Override
    public String toString() {
        return kind + (sentinel ? " sentinel " : " server ") + port;
    }

    /**
     * A port that was free a moment ago, below those that the system gives to outgoing connections: while a killed node is away,
     * nobody's connection (such as one to the dead port itself) may come to sit on its port. None is given twice.
     */
    public static int freePort() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(LEAST_PORT, MOST_PORT) / SHARERS * SHARERS + SHARE;
            if (!GIVEN.add(port)) {
                continue;
            }
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException e) {
                continue; // somebody has it
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
