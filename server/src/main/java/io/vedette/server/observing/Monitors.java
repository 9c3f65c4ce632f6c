package io.vedette.server.observing;

import io.vedette.resp.ConnectionErrors;
import io.vedette.resp.RespException;
import io.vedette.server.session.ServerClient;
import io.vedette.session.Call;
import io.vedette.session.Client;
import io.vedette.session.Clients;
import io.vedette.session.CommandTable;
import io.vedette.session.SessionClock;
import java.util.LinkedHashSet;
import java.util.Set;

/** MONITOR: the clients that are shown every command. Owned by the loop. */
public final class Monitors {
    private static final long MICROS_PER_SECOND = 1_000_000;

    private final Clients clients;
    private final SessionClock clock;
    private final Set<ServerClient> monitors = new LinkedHashSet<>();
    private Runnable change = () -> {};

    /** Forgets clients that leave, or are no monitors any more. */
    public Monitors(Clients clients, SessionClock clock) {
        this.clients = clients;
        this.clock = clock;
        clients.onEnd(this::leave);
    }

    public void bindTo(CommandTable table) {
        table.bind("monitor", this::monitor);
    }

    /** One that is a monitor already gets no answer, as in Redis. */
    private void monitor(Call call) throws RespException {
        if (!call.mayBlock()) {
            throw ConnectionErrors.monitorInTransaction();
        }
        ServerClient client = (ServerClient) call.client();
        if (client.link() == ServerClient.Link.NONE && monitors.add(client)) {
            client.monitor(true);
            change.run();
            call.reply().ok();
        }
    }

    private void leave(Client client) {
        if (client instanceof ServerClient server && monitors.remove(server)) {
            server.monitor(false);
            change.run();
        }
    }

    boolean any() {
        return !monitors.isEmpty();
    }

    /** Sets who is told when the first comes or the last is gone, among others. */
    void onChange(Runnable hearer) {
        change = hearer;
    }

    void show(Call call) {
        String line = line(call);
        for (ServerClient monitor : monitors) {
            if (!monitor.isMutedForGood()) { // these lines are replies to MONITOR, and no messages
                monitor.push(writer -> writer.simple(line));
                clients.flushLater(monitor);
            }
        }
    }

    private String line(Call call) {
        long micros = clock.wallMicros();
        Client client = call.client();
        String address = client.transport().remoteAddress();
        StringBuilder line = new StringBuilder();
        line.append(micros / MICROS_PER_SECOND).append('.');
        line.append(String.format("%06d", micros % MICROS_PER_SECOND));
        line.append(" [").append(client.database()).append(' ');
        if (address.startsWith("/")) {
            line.append("unix:").append(address, 0, address.lastIndexOf(':'));
        } else {
            line.append(address);
        }
        line.append(']');
        for (byte[] word : Redaction.of(call.spec().name(), call.argv())) {
            line.append(' ');
            quote(line, word);
        }
        return line.toString();
    }

    private static void quote(StringBuilder line, byte[] word) {
        line.append('"');
        for (byte b : word) {
            switch (b) {
                case '\\', '"' -> line.append('\\').append((char) b);
                case '\n' -> line.append("\\n");
                case '\r' -> line.append("\\r");
                case '\t' -> line.append("\\t");
                case 7 -> line.append("\\a");
                case '\b' -> line.append("\\b");
                default -> {
                    if (b >= ' ' && b < 127) {
                        line.append((char) b);
                    } else {
                        line.append(String.format("\\x%02x", b));
                    }
                }
            }
        }
        line.append('"');
    }
}
