package io.vedette.launcher.pretend;

import io.vedette.launcher.client.Address;
import io.vedette.launcher.client.RespConnection;
import io.vedette.resp.Argv;
import io.vedette.resp.OutputBuffer;
import io.vedette.resp.ReplyWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A data server as far as a sentinel can tell: PING, INFO, the hello channel, and the orders of a failover. It obeys at
 * once and its link to its master is always up. May be told things from any thread.
 */
public final class PretendServer implements AutoCloseable {
    private static final String HOST = "127.0.0.1";
    private static final int SUCCESSOR_TIMEOUT_MILLIS = 10_000;

    /** Lines of a real INFO that a sentinel reads past: they make its length true to life. */
    private static final String PADDING =
            "# Clients\r\nconnected_clients:1\r\n" + "used_memory_something:1234567\r\n".repeat(90);

    /** All share it, as a group does. */
    private static final String HISTORY = "a".repeat(40);

    private final PretendListener listener;
    private final String runId;
    private final Set<PretendListener.Line> subscribers = ConcurrentHashMap.newKeySet();
    private volatile Optional<Address> master;
    private volatile List<Address> replicas = List.of();
    private volatile boolean knowsFailover;

    private PretendServer(String runId, Optional<Address> master) throws IOException {
        this.runId = runId;
        this.master = master;
        this.listener = PretendListener.open(HOST, Talk::new);
    }

    /** @param number makes its run id; the master's, or none for a master */
    public static PretendServer open(int number, Optional<Address> master) throws IOException {
        return new PretendServer(String.format("%040x", number), master);
    }

    public Address address() {
        return new Address(HOST, listener.port());
    }

    /** What a master says of its replicas. */
    public void replicas(List<Address> value) {
        replicas = List.copyOf(value);
    }

    /** Whether it says that it can hand over by itself, and does. */
    public void knowsFailover(boolean value) {
        knowsFailover = value;
    }

    public boolean isMaster() {
        return master.isEmpty();
    }

    /** Dies, as by kill -9. */
    @Override
    public void close() {
        listener.close();
    }

    /** Comes back as a master. */
    public void returnAsMaster() throws IOException {
        master = Optional.empty();
        listener.reopen();
    }

    private String info() {
        StringBuilder text = new StringBuilder(PADDING);
        text.append("# Server\r\nredis_version:7.0.15\r\nrun_id:").append(runId).append("\r\n# Replication\r\n");
        text.append("master_replid:")
                .append(HISTORY)
                .append("\r\nmaster_replid2:")
                .append("0".repeat(40));
        text.append("\r\nsecond_repl_offset:-1\r\n");
        Optional<Address> followed = master;
        if (followed.isPresent()) {
            text.append("role:slave\r\nmaster_host:").append(followed.get().host());
            text.append("\r\nmaster_port:").append(followed.get().port());
            text.append("\r\nmaster_link_status:up\r\nslave_repl_offset:1000\r\nslave_priority:100\r\n");
        } else {
            text.append("role:master\r\n");
            if (knowsFailover) {
                text.append("master_failover_state:no-failover\r\n");
            }
        }
        text.append("connected_slaves:").append(replicas.size()).append("\r\n");
        for (int i = 0; followed.isEmpty() && i < replicas.size(); i++) {
            text.append("slave").append(i).append(":ip=").append(replicas.get(i).host());
            text.append(",port=").append(replicas.get(i).port()).append(",state=online,offset=1000,lag=0\r\n");
        }
        return text.append("master_repl_offset:1000\r\n").toString();
    }

    private final class Talk implements PretendListener.Conversation {
        private final PretendListener.Line line;
        private final List<Argv> queued = new ArrayList<>();
        private boolean queueing;

        private Talk(PretendListener.Line line) {
            this.line = line;
        }

        @Override
        public void ended() {
            subscribers.remove(line);
        }

        @Override
        public void answer(Argv request, ReplyWriter reply) {
            if (request.is(0, "exec")) {
                queueing = false;
                reply.array(queued.size());
                queued.forEach(command -> obey(command, reply));
                queued.clear();
            } else if (queueing) {
                queued.add(request);
                reply.simple("QUEUED");
            } else {
                obey(request, reply);
            }
        }

        private void obey(Argv request, ReplyWriter reply) {
            if (request.is(0, "ping")) {
                reply.simple("PONG");
            } else if (request.is(0, "info")) {
                reply.bulk(info());
            } else if (request.is(0, "multi")) {
                queueing = true;
                reply.ok();
            } else if (request.is(0, "slaveof")) {
                master = request.is(1, "no")
                        ? Optional.empty()
                        : Optional.of(new Address(request.text(1), Integer.parseInt(request.text(2))));
                reply.ok();
            } else if (request.is(0, "failover") && request.is(1, "to")) {
                handOver(new Address(request.text(2), Integer.parseInt(request.text(3))));
                reply.ok();
            } else if (request.is(0, "subscribe")) {
                subscribers.add(line);
                reply.array(3);
                reply.bulk("subscribe");
                reply.bulk(request.text(1));
                reply.integer(1);
            } else if (request.is(0, "publish")) {
                publish(request.text(1), request.text(2));
                reply.integer(subscribers.size());
            } else if (request.is(0, "hello")) {
                reply.map(1);
                reply.bulk("server");
                reply.bulk("redis");
            } else {
                reply.ok();
            }
        }
    }

    private void handOver(Address successor) {
        try (RespConnection connection =
                RespConnection.open(successor.host(), successor.port(), SUCCESSOR_TIMEOUT_MILLIS)) {
            connection.call("SLAVEOF", "NO", "ONE");
            master = Optional.of(successor);
        } catch (IOException e) {
            System.err.println("no handover to " + successor + ": " + e.getMessage());
        }
    }

    private void publish(String channel, String message) {
        OutputBuffer bytes = new OutputBuffer();
        ReplyWriter writer = new ReplyWriter(bytes);
        writer.array(3);
        writer.bulk("message");
        writer.bulk(channel);
        writer.bulk(message);
        subscribers.forEach(subscriber -> subscriber.write(bytes));
    }
}
