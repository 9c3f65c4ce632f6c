package io.vedette.launcher.cli;

import io.vedette.config.Words;
import io.vedette.launcher.client.RespConnection;
import io.vedette.resp.Reply;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * One run of the command line client: a single command, or lines from standard input until they end. Owned by the main
 * thread. Connection states: none, then open; a broken connection is opened again by the next line, as redis-cli does.
 */
final class CliSession {
    /** Commands whose text is printed as it is, also on a terminal: it is laid out for reading already. */
    private static final Set<String> LAID_OUT = Set.of(
            "info",
            "lolwut",
            "client list",
            "client info",
            "cluster nodes",
            "cluster info",
            "memory doctor",
            "memory malloc-stats",
            "latency graph",
            "latency doctor");

    private static final Set<String> SUBSCRIBING = Set.of("subscribe", "psubscribe", "ssubscribe", "monitor");

    /** Longest time that a connect may take; a reply may take for ever (BLPOP). */
    private static final int CONNECT_TIMEOUT_MILLIS = 5000;

    record Settings(
            String host,
            int port,
            Optional<String> user,
            Optional<String> password,
            int database,
            boolean resp3,
            boolean pretty,
            boolean exitOnError,
            boolean lastFromInput,
            long repeat,
            long intervalMillis) {}

    private final Settings settings;
    private final PrintStream out = new PrintStream(new java.io.FileOutputStream(java.io.FileDescriptor.out), false);
    private Optional<RespConnection> connection = Optional.empty();
    private int database;
    private boolean inTransaction;

    CliSession(Settings settings) {
        this.settings = settings;
        this.database = settings.database();
    }

    int run(List<String> words) {
        try {
            if (words.isEmpty()) {
                return interactive();
            }
            List<byte[]> request = bytes(words);
            if (settings.lastFromInput()) {
                request.add(System.in.readAllBytes());
            }
            for (long i = 0; settings.repeat() < 0 || i < settings.repeat(); i++) {
                if (i > 0) {
                    Thread.sleep(settings.intervalMillis());
                }
                int code = once(request);
                if (code != 0) {
                    return code;
                }
            }
            return 0;
        } catch (IOException e) {
            System.err.println("Error: " + e.getMessage());
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        } finally {
            out.flush();
            connection.ifPresent(RespConnection::close);
        }
    }

    /** Reads commands from standard input; prompts if a person types them. */
    private int interactive() throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        boolean prompting = settings.pretty()
                && System.console() != null
                && System.console().isTerminal();
        if (prompting) {
            connect();
        }
        while (true) {
            if (prompting) {
                out.print(prompt());
                out.flush();
            }
            String line = lines.readLine();
            if (line == null) {
                return 0;
            }
            Optional<List<byte[]>> words = Words.split(line).map(CliSession::bytes);
            if (words.isEmpty()) {
                out.println("Invalid argument(s)");
                out.flush();
            } else if (!words.get().isEmpty()) {
                String first = text(words.get(), 0);
                if (first.equals("quit") || first.equals("exit")) {
                    return 0;
                }
                int code = once(words.get());
                if (code != 0 && !prompting) {
                    return code;
                }
            }
        }
    }

    private String prompt() {
        if (connection.isEmpty()) {
            return "not connected> ";
        }
        return settings.host() + ":" + settings.port() + (database == 0 ? "" : "[" + database + "]")
                + (inTransaction ? "(TX)" : "") + "> ";
    }

    /** Sends one command and prints what comes; a nonzero result means that the connection was of no use. */
    private int once(List<byte[]> words) {
        if (!connect()) {
            return 1;
        }
        RespConnection open = connection.orElseThrow();
        String name = text(words, 0);
        try {
            open.queue(words.toArray(byte[][]::new));
            open.flush();
            Reply reply = replyOf(open, SUBSCRIBING.contains(name));
            if (settings.exitOnError() && reply instanceof Reply.Failure(String line)) {
                System.err.println(line);
                return 1;
            }
            print(
                    reply,
                    LAID_OUT.contains(name) || (words.size() > 1 && LAID_OUT.contains(name + " " + text(words, 1))));
            remember(name, words, reply);
            if (SUBSCRIBING.contains(name) && !(reply instanceof Reply.Failure)) {
                printMessages(open);
            }
            return 0;
        } catch (IOException e) {
            open.close();
            connection = Optional.empty();
            inTransaction = false;
            if (name.equals("shutdown") && e instanceof EOFException) {
                return 0; // that is how a server says yes
            }
            out.flush();
            System.err.println("Error: " + e.getMessage());
            return 1;
        }
    }

    /** The reply itself; what the server pushes in between is shown to a person and kept from a script. */
    private Reply replyOf(RespConnection open, boolean pushIsTheReply) throws IOException {
        Reply reply = open.read();
        while (reply instanceof Reply.Push && !pushIsTheReply) {
            if (settings.pretty()) {
                print(reply, false);
            }
            reply = open.read();
        }
        return reply;
    }

    private void printMessages(RespConnection open) throws IOException {
        if (settings.pretty()) {
            System.err.println("Reading messages... (press Ctrl-C to quit)");
        }
        while (true) {
            print(open.read(), false);
        }
    }

    private void print(Reply reply, boolean laidOut) {
        if (settings.pretty() && !laidOut) {
            out.writeBytes(ReplyText.pretty(reply));
        } else {
            out.writeBytes(ReplyText.raw(reply));
            if (!settings.pretty()) {
                out.write('\n');
            }
        }
        out.flush();
    }

    private void remember(String name, List<byte[]> words, Reply reply) {
        boolean ok = reply instanceof Reply.Simple;
        switch (name) {
            case "select" -> {
                if (ok && words.size() > 1) {
                    database = Integer.parseInt(text(words, 1));
                }
            }
            case "multi" -> inTransaction |= ok;
            case "exec", "discard", "reset" -> inTransaction = false;
            default -> {}
        }
    }

    /** Makes sure that there is a connection, set up as the options say; false (and a line of text) if there is none. */
    private boolean connect() {
        if (connection.isPresent()) {
            return true;
        }
        try {
            RespConnection open = RespConnection.open(settings.host(), settings.port(), CONNECT_TIMEOUT_MILLIS);
            open.readTimeoutMillis(0);
            connection = Optional.of(open);
            setUp(open);
            return true;
        } catch (IOException e) {
            System.err.println(
                    "Could not connect to Redis at " + settings.host() + ":" + settings.port() + ": " + reason(e));
            return false;
        }
    }

    private void setUp(RespConnection open) throws IOException {
        if (settings.password().isPresent()) {
            String password = settings.password().get();
            check(
                    "AUTH",
                    settings.user().isPresent()
                            ? open.call("AUTH", settings.user().get(), password)
                            : open.call("AUTH", password));
        }
        if (settings.resp3()) {
            check("HELLO 3", open.call("HELLO", "3"));
        }
        if (database != 0) {
            check("SELECT " + database, open.call("SELECT", String.valueOf(database)));
        }
    }

    private static void check(String step, Reply reply) {
        if (reply instanceof Reply.Failure(String line)) {
            System.err.println(step + " failed: " + line);
        }
    }

    private static String reason(IOException e) {
        return switch (e) {
            case ConnectException refused -> "Connection refused";
            case UnknownHostException unknown -> "Name or service not known";
            case SocketTimeoutException late -> "Connection timed out";
            default -> String.valueOf(e.getMessage());
        };
    }

    private static List<byte[]> bytes(List<String> words) {
        List<byte[]> bytes = new ArrayList<>();
        words.forEach(word -> bytes.add(word.getBytes(StandardCharsets.UTF_8)));
        return bytes;
    }

    private static String text(List<byte[]> words, int position) {
        return new String(words.get(position), StandardCharsets.UTF_8).toLowerCase(Locale.ROOT);
    }
}
