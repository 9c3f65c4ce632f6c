package io.vedette.tests.oracle;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.tests.process.Node;
import io.vedette.tests.process.RespConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a server tells of the commands that it did: the stream, to a replica that applies nothing, and keyspace events, to a
 * subscriber. Two servers that did the same commands tell the same, in the same order.
 */
final class Witness implements AutoCloseable {
    private static final String CHANNEL = "witness";
    private static final long TIME_TOLERANCE = 5_000;
    /** Times of expiry, in milliseconds. */
    private static final Pattern TIME = Pattern.compile("\\d{13,18}");

    private final Node node;
    private final RespConnection replica;
    private final RespConnection subscriber;
    private int marks;

    Witness(Node node) {
        this.node = node;
        node.text("CONFIG", "SET", "notify-keyspace-events", "KEAn");
        subscriber = node.connect();
        subscriber.send("PSUBSCRIBE", "__key*", CHANNEL);
        subscriber.readRaw();
        subscriber.readRaw();
        replica = node.connect();
        replica.send("PSYNC", "?", "-1");
        skipSnapshot();
    }

    private void skipSnapshot() {
        String answer = line();
        assertTrue(answer.startsWith("+FULLRESYNC "), answer);
        int length = Integer.parseInt(line().substring(1));
        for (int i = 0; i < length; i++) {
            replica.readByte();
        }
    }

    /** The next line that is not empty: empty ones only keep the link alive. */
    private String line() {
        StringBuilder line = new StringBuilder();
        while (line.isEmpty() || line.charAt(line.length() - 1) != '\n') {
            line.append((char) replica.readByte());
            if (line.toString().isBlank()) {
                line.setLength(0);
            }
        }
        return line.toString().strip();
    }

    /** The first thing that the two told otherwise since they were asked last. */
    static Optional<String> difference(Witness ours, Witness real) {
        Optional<String> ofStream = difference("stream", ours.stream(), real.stream());
        Optional<String> ofEvents = difference("events", ours.events(), real.events());
        return ofStream.or(() -> ofEvents);
    }

    private static Optional<String> difference(String what, List<String> ours, List<String> real) {
        int at = 0;
        while (at < ours.size() && at < real.size() && same(ours.get(at), real.get(at))) {
            at++;
        }
        if (at == ours.size() && at == real.size()) {
            return Optional.empty();
        }
        int from = Math.max(0, at - 3);
        return Optional.of(what + " differs\nreal: " + real.subList(from, Math.min(at + 3, real.size())) + "\nours: "
                + ours.subList(from, Math.min(at + 3, ours.size())));
    }

    private static boolean same(String ours, String real) {
        if (ours.equals(real)) {
            return true;
        }
        String[] words = ours.split(" ", -1);
        String[] others = real.split(" ", -1);
        if (words.length != others.length) {
            return false;
        }
        for (int i = 0; i < words.length; i++) {
            if (!words[i].equals(others[i]) && !near(words[i], others[i])) {
                return false;
            }
        }
        return true;
    }

    private static boolean near(String time, String other) {
        return TIME.matcher(time).matches()
                && TIME.matcher(other).matches()
                && Math.abs(Long.parseLong(time) - Long.parseLong(other)) < TIME_TOLERANCE;
    }

    private List<String> stream() {
        node.text("PUBLISH", CHANNEL, Integer.toString(++marks));
        replica.send("REPLCONF", "ACK", "0");
        List<String> commands = new ArrayList<>();
        while (true) {
            String command = words(replica.readRaw());
            if (command.equals("PUBLISH " + CHANNEL + " " + marks)) {
                return commands;
            }
            if (!command.equalsIgnoreCase("PING") && !command.startsWith("REPLCONF ")) {
                commands.add(command);
            }
        }
    }

    private List<String> events() {
        List<String> events = new ArrayList<>();
        while (true) {
            String event = words(subscriber.readRaw());
            if (event.equals("pmessage " + CHANNEL + " " + CHANNEL + " " + marks)) {
                return events;
            }
            events.add(event);
        }
    }

    private static String words(String raw) {
        return String.join(
                " ",
                RawReply.elements(raw).stream()
                        .map(word -> word.substring(word.indexOf('\n') + 1, word.length() - 2))
                        .toList());
    }

    @Override
    public void close() {
        replica.close();
        subscriber.close();
    }
}
