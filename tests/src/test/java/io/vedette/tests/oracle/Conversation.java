package io.vedette.tests.oracle;

import io.vedette.tests.process.RespConnection;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A scene with several clients played to one server; what each of them was sent is kept as text. A line is {@code NAME MARK: words}:
 *
 * <ul>
 *   <li>{@code a: GET k} sends, and reads all that came to anybody up to a PING of everybody;
 *   <li>{@code a!: GET k} reads one reply and pings nobody: inside MULTI, or where a PING would disturb;
 *   <li>{@code a?: BLPOP k 0} sends and reads nothing: the client waits, and is not pinged until
 *   <li>{@code a=:} reads one reply of a client that waited;
 *   <li>{@code a#:} the server must close the connection: what still comes is read, and the client is gone;
 *   <li>{@code a-:} the client leaves.
 * </ul>
 *
 * <p>{@code $a} in the words stands for the number of the client a; numbers of clients read so in replies too.
 */
final class Conversation implements AutoCloseable {
    private static final Pattern LINE = Pattern.compile("(\\w+)([!?=#-]?):\\s*(.*)");
    private static final Pattern CLIENT_FIELD = Pattern.compile("(?<=^|[ \\n])(\\w[\\w-]*)=(\\S*)");
    /** Their length depends on chance, too. */
    private static final Pattern HEAD_OF_LINES = Pattern.compile("(?<![^\n])[$=]\\d+\r\n(txt:)?(?=id=)");

    private static final Pattern MONITORED = Pattern.compile("^\\+\\d+\\.\\d+ \\[(\\d+) [^\\]]+\\]");
    /** What DEBUG OBJECT says of places and times. */
    private static final Pattern PLACES = Pattern.compile("at:0x[0-9a-f]+| lru(_seconds_idle)?:\\d+");
    /** Moments since 1970. */
    private static final Pattern MILLIS = Pattern.compile(":1[78]\\d{11}\\b");

    private static final Pattern VARIABLE = Pattern.compile("\\$(\\w+)");
    private static final String KEPT_FIELDS = " name flags db sub psub ssub multi cmd user redir resp ";
    /** So that no other number in a reply is taken for that of a client. */
    private static final int LEAST_ID = 100;

    private static final int PATIENCE_MILLIS = 5_000;

    private final int port;
    private final Map<String, RespConnection> clients = new LinkedHashMap<>();
    private final Map<String, String> ids = new LinkedHashMap<>();
    private final TreeSet<String> waiting = new TreeSet<>();
    /** Plays no part: its pings tell that the server has come so far. */
    private RespConnection control;

    private int pings;

    Conversation(int port) {
        this.port = port;
        control = new RespConnection(port);
        while (Long.parseLong(id(control)) < LEAST_ID) {
            control.close();
            control = new RespConnection(port);
        }
    }

    /** Plays one line and tells what came. */
    String play(String line) {
        Matcher parts = LINE.matcher(line);
        if (!parts.matches()) {
            throw new IllegalArgumentException(line);
        }
        String name = parts.group(1);
        RespConnection client = clients.computeIfAbsent(name, this::enter);
        try {
            return switch (parts.group(2)) {
                case "!" -> {
                    send(client, parts.group(3));
                    yield shown(name, List.of(client.readRaw()));
                }
                case "?" -> {
                    waiting.add(name);
                    send(client, parts.group(3));
                    yield listenToAll();
                }
                case "=" -> {
                    waiting.remove(name);
                    yield shown(name, List.of(client.readRaw())) + listenToAll();
                }
                case "#" -> {
                    clients.remove(name);
                    yield shown(name, List.of(client.readToEnd(), "closed"));
                }
                case "-" -> {
                    clients.remove(name).close();
                    yield "";
                }
                default -> {
                    send(client, parts.group(3));
                    yield listenToAll();
                }
            };
        } catch (UncheckedIOException e) {
            return name + " < nothing: " + e.getCause().getMessage() + "\n";
        }
    }

    private RespConnection enter(String name) {
        RespConnection client = new RespConnection(port);
        client.readTimeoutMillis(PATIENCE_MILLIS);
        ids.put(name, id(client));
        return client;
    }

    private static String id(RespConnection client) {
        client.sendLatin1("CLIENT", "ID");
        return client.readRaw().strip().substring(1);
    }

    private void send(RespConnection client, String words) {
        String known = VARIABLE.matcher(words).replaceAll(variable -> ids.get(variable.group(1)));
        String[] split = known.split(" ");
        for (int i = 0; i < split.length; i++) {
            split[i] = split[i].equals("\"\"") ? "" : split[i].replace("\\s", " ");
        }
        client.sendLatin1(split);
    }

    /** All that came to anybody, when the server has done what it was asked. */
    private String listenToAll() {
        // The bytes are there when send returns; whoever is served after the first of these pings is served after them.
        listen(control);
        listen(control);
        StringBuilder all = new StringBuilder();
        for (Map.Entry<String, RespConnection> entry : clients.entrySet()) {
            if (!waiting.contains(entry.getKey())) {
                all.append(shown(entry.getKey(), listen(entry.getValue())));
            }
        }
        return all.toString();
    }

    /** All that came to a client until it answers a ping. */
    private List<String> listen(RespConnection client) {
        String mark = "~" + ++pings + "~";
        client.sendLatin1("PING", mark);
        List<String> heard = new ArrayList<>();
        String raw = client.readRaw();
        while (!raw.contains(mark)) {
            if (!raw.contains("\"PING\" \"~")) { // what a monitor is shown of our pings
                heard.add(raw);
            }
            raw = client.readRaw();
        }
        return heard;
    }

    private String shown(String name, List<String> raws) {
        StringBuilder lines = new StringBuilder();
        for (String raw : raws) {
            String text = MONITORED
                    .matcher(raw.contains(" flags=") ? withoutChance(raw) : raw)
                    .replaceAll("+time [$1 address]");
            text = MILLIS.matcher(text).replaceAll(":millis");
            text = PLACES.matcher(text).replaceAll("");
            for (Map.Entry<String, String> id : ids.entrySet()) {
                text = text.replace(":" + id.getValue() + "\r\n", ":id of " + id.getKey() + "\r\n")
                        .replace("redir=" + id.getValue() + " ", "redir=" + id.getKey() + " ");
            }
            lines.append(name)
                    .append(" < ")
                    .append(text.replace("\r\n", " ").replace("\n", "|"))
                    .append('\n');
        }
        return lines.toString();
    }

    /** Lines of CLIENT LIST, with the fields that depend on nothing but the scene. */
    private static String withoutChance(String raw) {
        return CLIENT_FIELD
                .matcher(HEAD_OF_LINES.matcher(raw).replaceAll(""))
                .replaceAll(field ->
                        KEPT_FIELDS.contains(" " + field.group(1) + " ") ? Matcher.quoteReplacement(field.group()) : "")
                .replaceAll(" +", " ");
    }

    @Override
    public void close() {
        clients.values().forEach(RespConnection::close);
        control.close();
    }
}
