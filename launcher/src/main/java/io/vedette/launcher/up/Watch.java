package io.vedette.launcher.up;

import io.vedette.launcher.client.Address;
import io.vedette.launcher.client.RespConnection;
import io.vedette.resp.Reply;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Asks every member, again and again, what it is, and listens to the events of every sentinel. One virtual thread for
 * each question, so that a member that hangs hides no other. {@link #sight} may be called from any thread.
 */
public final class Watch implements AutoCloseable {
    private static final int PERIOD_MILLIS = 250;
    private static final int TIMEOUT_MILLIS = 1000;
    private static final Pattern COUNTDOWN = Pattern.compile(", for \\d+ ms");

    /** An event of a sentinel, in the words of Redis: {@code +sdown} and {@code master mymaster 127.0.0.1 6379}. */
    public record Event(Member sentinel, String name, String text) {}

    private final Map<Member, Sight> sights = new ConcurrentHashMap<>();
    private final Consumer<Event> events;
    private volatile boolean closed;

    public Watch(Group group, Consumer<Event> events) {
        this.events = events;
        for (Member member : group.members()) {
            sights.put(member, new Sight.Unreachable());
            Thread.startVirtualThread(() -> keepAsking(member));
        }
        for (Member sentinel : group.sentinels()) {
            Thread.startVirtualThread(() -> keepListening(sentinel));
        }
    }

    Sight sight(Member member) {
        return sights.get(member);
    }

    @Override
    public void close() {
        closed = true;
    }

    private void keepAsking(Member member) {
        boolean again = false;
        while (!closed) {
            try (RespConnection connection = open(member)) {
                again = true;
                long pid = Info.parse(connection.call("INFO", "server").text()).number("process_id");
                while (!closed) {
                    sights.put(member, look(member, connection, pid));
                    pause();
                }
            } catch (IOException | RuntimeException e) {
                // A change of role cuts all clients off, so a lost connection counts only if no new one can be had.
                if (again) {
                    again = false;
                    continue;
                }
                // Dead, starting, hanging, or answering nonsense: to the person it is one thing.
                sights.put(member, new Sight.Unreachable());
                pause();
            }
        }
    }

    private static Sight look(Member member, RespConnection connection, long pid) throws IOException {
        return switch (member.kind()) {
            case SERVER ->
                server(pid, Info.parse(connection.call("INFO", "replication").text()));
            case SENTINEL -> sentinel(pid, connection);
        };
    }

    private static Sight server(long pid, Info info) {
        return switch (info.text("role")) {
            case "master" ->
                new Sight.Master(
                        pid, info.number("master_repl_offset"), (int) info.number("connected_slaves"), ballot(info));
            case "slave" ->
                new Sight.Replica(
                        pid,
                        new Address(info.text("master_host"), (int) info.number("master_port")),
                        info.text("master_link_status").equals("up"),
                        info.number("master_sync_in_progress") == 1,
                        info.number("slave_repl_offset"),
                        ballot(info));
            default -> new Sight.Unreachable();
        };
    }

    /** Of a member of a group with a write quorum: its place, by which epoch, and why its data would not be counted. */
    private static String ballot(Info info) {
        String standing = info.text("vedette_standing");
        if (standing.isEmpty()) {
            return "";
        }
        String counted = info.text("vedette_counted");
        String promised = info.text("vedette_promised").split(" ")[0];
        return standing + " in ballot " + promised + (counted.equals("yes") ? "" : ", " + counted) + fence(info);
    }

    /** Of a master that takes no writes: how many sentinels support it. */
    private static String fence(Info info) {
        return info.text("vedette_fence").equals("closed")
                ? ", " + Sight.FENCED + ": " + info.text("vedette_fence_supporters") + " of "
                        + info.text("vedette_fence_sentinels") + " sentinels"
                : "";
    }

    private static Sight sentinel(long pid, RespConnection connection) throws IOException {
        Reply reply = connection.call("SENTINEL", "MASTER", Group.MASTER_NAME);
        if (reply instanceof Reply.Failure) {
            return new Sight.Sentinel(pid, new Address("?", 0), "no such master", 0, 0, 0, "");
        }
        Info info = fields(reply);
        Sight.Sentinel seen = new Sight.Sentinel(
                pid,
                new Address(info.text("ip"), (int) info.number("port")),
                info.text("flags"),
                (int) info.number("num-slaves"),
                (int) info.number("num-other-sentinels"),
                (int) info.number("quorum"),
                "");
        return seen.sound() ? seen : seen.doing(whatNow(connection));
    }

    private static String whatNow(RespConnection connection) throws IOException {
        return whatNow(connection.call("SENTINEL", "EXPLAIN", Group.MASTER_NAME));
    }

    /** What it does about the trouble that it sees; empty from a sentinel of another make. How long it waits yet is left out. */
    static String whatNow(Reply explained) {
        return explained instanceof Reply.Failure
                ? ""
                : COUNTDOWN.matcher(fields(explained).text("now")).replaceAll("");
    }

    private static Info fields(Reply reply) {
        List<Reply> items = reply.items();
        Map<String, String> fields = new HashMap<>();
        for (int i = 0; i + 1 < items.size(); i += 2) {
            fields.put(items.get(i).text(), items.get(i + 1).text());
        }
        return new Info(fields);
    }

    private void keepListening(Member sentinel) {
        while (!closed) {
            try (RespConnection connection = open(sentinel)) {
                connection.queue("PSUBSCRIBE", "*");
                connection.flush();
                connection.readTimeoutMillis(0);
                while (!closed) {
                    List<Reply> message = connection.read().items();
                    if (message.size() == 4) {
                        events.accept(new Event(
                                sentinel, message.get(2).text(), message.get(3).text()));
                    }
                }
            } catch (IOException | RuntimeException e) {
                pause(); // the questions above already show that it is away
            }
        }
    }

    private static RespConnection open(Member member) throws IOException {
        return RespConnection.open(member.address().host(), member.port(), TIMEOUT_MILLIS);
    }

    private static void pause() {
        try {
            Thread.sleep(PERIOD_MILLIS);
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts these threads", e);
        }
    }
}
