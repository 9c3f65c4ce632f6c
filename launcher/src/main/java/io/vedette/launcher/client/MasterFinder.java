package io.vedette.launcher.client;

import io.vedette.resp.Reply;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Asks sentinels, one after the other, where the master is: what every client that discovers its master does. Keeps one
 * connection to each sentinel. Owned by one thread.
 */
public final class MasterFinder implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 200;

    private final List<Address> sentinels;
    private final String masterName;
    private final Map<Address, RespConnection> connections = new HashMap<>();
    private int next;

    public MasterFinder(List<Address> sentinels, String masterName) {
        this.sentinels = List.copyOf(sentinels);
        this.masterName = masterName;
    }

    /** The answer of the next sentinel in turn; empty if it does not answer or knows no such master. */
    public Optional<Address> ask() {
        Address sentinel = sentinels.get(next);
        next = (next + 1) % sentinels.size();
        return ask(sentinel);
    }

    /** The answer of this sentinel. */
    public Optional<Address> ask(Address sentinel) {
        try {
            RespConnection connection = connections.get(sentinel);
            if (connection == null) {
                connection = RespConnection.open(sentinel.host(), sentinel.port(), TIMEOUT_MILLIS);
                connections.put(sentinel, connection);
            }
            Reply reply = connection.call("SENTINEL", "GET-MASTER-ADDR-BY-NAME", masterName);
            return reply instanceof Reply.Array(List<Reply> items) && items.size() == 2
                    ? Optional.of(new Address(
                            items.get(0).text(), Integer.parseInt(items.get(1).text())))
                    : Optional.empty();
        } catch (IOException | NumberFormatException e) {
            RespConnection broken = connections.remove(sentinel);
            if (broken != null) {
                broken.close();
            }
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        connections.values().forEach(RespConnection::close);
        connections.clear();
    }
}
