package io.vedette.launcher.bench;

import io.vedette.launcher.client.Address;
import io.vedette.launcher.client.RespConnection;
import io.vedette.resp.Reply;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Asks one server its ROLE, again and again, over a connection that is renewed where a change of role cut it. */
final class Roles implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 200;

    private final Address server;
    private Optional<RespConnection> connection = Optional.empty();

    Roles(Address server) {
        this.server = server;
    }

    /** What it says; empty if it does not answer. */
    Optional<Reply> ask() {
        try {
            if (connection.isEmpty()) {
                connection = Optional.of(RespConnection.open(server.host(), server.port(), TIMEOUT_MILLIS));
            }
            return Optional.of(connection.get().call("ROLE"));
        } catch (IOException e) {
            close();
            return Optional.empty();
        }
    }

    static boolean isReplica(Reply role) {
        return word(role, 0).equals("slave");
    }

    static boolean follows(Reply role, Address master) {
        return isReplica(role)
                && word(role, 1).equals(master.host())
                && word(role, 2).equals(Integer.toString(master.port()))
                && word(role, 3).equals("connected");
    }

    private static String word(Reply role, int index) {
        List<Reply> items = role.items();
        return index < items.size() ? items.get(index).text() : "";
    }

    @Override
    public void close() {
        connection.ifPresent(RespConnection::close);
        connection = Optional.empty();
    }
}
