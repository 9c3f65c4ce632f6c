package io.vedette.server.replication;

import io.vedette.replication.AckWish;
import io.vedette.replication.MasterEvent;
import io.vedette.replication.ReplicaEvent;
import io.vedette.replication.ReplicaPeer;
import io.vedette.replication.ReplicaStatus;
import io.vedette.resp.Argv;
import io.vedette.resp.Errors;
import io.vedette.resp.ReplyWriter;
import io.vedette.resp.RespException;
import io.vedette.server.session.ServerClient;
import io.vedette.session.Call;
import io.vedette.session.Client;
import io.vedette.session.ClientType;
import io.vedette.session.CommandTable;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** REPLICAOF, SLAVEOF, FAILOVER, ROLE, WAIT, WAITAOF, and what replicas say: PSYNC, SYNC, REPLCONF. */
public final class ReplicationCommands {
    private static final Logger LOG = LoggerFactory.getLogger(ReplicationCommands.class);

    private static final int HIGHEST_PORT = 65535;

    private final Replication replication;
    private final ReplicationHost host;

    public ReplicationCommands(Replication replication, ReplicationHost host) {
        this.replication = replication;
        this.host = host;
    }

    public void bindTo(CommandTable table) {
        new SupervisionCommands(replication.supervision(), host).bindTo(table);
        table.bind("replicaof", this::replicaOf)
                .bind("slaveof", this::replicaOf)
                .bind("failover", this::failover)
                .bind("role", this::role)
                .bind("wait", this::await)
                .bind("waitaof", this::awaitDisks)
                .bind("psync", this::psync)
                .bind("sync", this::sync)
                .bind("replconf", this::replconf);
    }

    private void replicaOf(Call call) {
        Argv argv = call.argv();
        replication.throwIfSupervised();
        if (replication.master().isFailingOver()) {
            throw new RespException("ERR REPLICAOF not allowed while failing over.");
        }
        if (argv.is(1, "no") && argv.is(2, "one")) {
            replication.handle(new ReplicaEvent.Promote(user(call.client())));
            call.reply().ok();
            return;
        }
        if (call.client().type() == ClientType.REPLICA) {
            throw new RespException("ERR Command is not valid when client is a replica.");
        }
        String address = argv.text(1);
        int port = port(argv);
        if (replication.follows(address, port)) {
            LOG.info("REPLICAOF would result into synchronization with the master we are already connected with. "
                    + "No operation performed.");
            call.reply().simple("OK Already connected to specified master");
            return;
        }
        replication.handle(new ReplicaEvent.Follow(address, port, user(call.client())));
        call.reply().ok();
    }

    private void failover(Call call) {
        replication.throwIfSupervised();
        Argv argv = call.argv();
        long client = call.client().id();
        if (argv.size() == 2 && argv.is(1, "abort")) {
            replication.handle(new MasterEvent.FailoverAbortAsked(client));
        } else {
            replication.handle(failoverWish(client, argv));
        }
        call.reply().ok();
        host.endOfTurnWanted();
    }

    private static MasterEvent.FailoverAsked failoverWish(long client, Argv argv) {
        Optional<MasterEvent.FailoverAsked.Target> target = Optional.empty();
        boolean force = false;
        long timeoutMillis = 0;
        int at = 1;
        while (at < argv.size()) {
            int left = argv.size() - at - 1;
            if (argv.is(at, "timeout") && left >= 1 && timeoutMillis == 0) {
                timeoutMillis = argv.asLong(at + 1);
                if (timeoutMillis <= 0) {
                    throw new RespException("ERR FAILOVER timeout must be greater than 0");
                }
                at += 2;
            } else if (argv.is(at, "to") && left >= 2 && target.isEmpty()) {
                int port = Math.clamp(argv.asLong(at + 2), -1, HIGHEST_PORT + 1);
                target = Optional.of(new MasterEvent.FailoverAsked.Target(argv.text(at + 1), port));
                at += 3;
            } else if (argv.is(at, "force") && !force) {
                force = true;
                at++;
            } else {
                throw Errors.syntax();
            }
        }
        return new MasterEvent.FailoverAsked(client, target, force, timeoutMillis);
    }

    private static int port(Argv argv) {
        try {
            long port = argv.asLong(2);
            if (port >= 0 && port <= HIGHEST_PORT) {
                return (int) port;
            }
        } catch (RespException notANumber) {
            LOG.trace("{}", notANumber.line());
        }
        throw new RespException("ERR Invalid master port");
    }

    private static String user(Client client) {
        return "id=" + client.id() + " addr=" + client.transport().remoteAddress() + " name=" + client.name();
    }

    private void role(Call call) {
        ReplyWriter reply = call.reply();
        ReplicaStatus status = replication.status();
        if (status.following()) {
            reply.array(5);
            reply.bulk("slave");
            reply.bulk(status.host());
            reply.integer(status.port());
            reply.bulk(status.state());
            reply.integer(status.linkUp() ? status.appliedOffset() : -1);
            return;
        }
        List<ReplicaPeer> online = replication.master().replicas().stream()
                .filter(ReplicaPeer::isOnline)
                .toList();
        reply.array(3);
        reply.bulk("master");
        reply.integer(replication.endOffset());
        reply.array(online.size());
        for (ReplicaPeer peer : online) {
            reply.array(3);
            reply.bulk(peer.ip());
            reply.bulk(Integer.toString(peer.port()));
            reply.bulk(Long.toString(peer.ackOffset()));
        }
    }

    private void await(Call call) {
        if (replication.isReplica()) {
            throw new RespException(
                    "ERR WAIT cannot be used with replica instances. Please also note that since Redis 4.0 if a "
                            + "replica is configured to be writable (which is not the default) writes to replicas are just local and "
                            + "are not propagated.");
        }
        long replicas = call.argv().asLong(1);
        long timeoutMillis = timeout(call.argv(), 2);
        await(call, new AckWish.Applied(Math.clamp(replicas, Integer.MIN_VALUE, Integer.MAX_VALUE)), timeoutMillis);
    }

    private void await(Call call, AckWish wish, long timeoutMillis) {
        Client client = call.client();
        replication.handle(
                new MasterEvent.WaitAsked(client.id(), host.seenOffset(client), wish, timeoutMillis, call.mayBlock()));
    }

    /** Of Redis 7.2, by its words. */
    private void awaitDisks(Call call) {
        Argv argv = call.argv();
        long here = argv.asLong(1);
        if (here < 0 || here > 1) {
            throw Errors.outOfRange(0, 1);
        }
        long replicas = notNegative(argv, 2);
        long timeoutMillis = timeout(argv, 3);
        if (replication.isReplica()) {
            throw Errors.waitAofOnReplica();
        }
        if (here == 1 && !host.appendsOnly()) {
            throw Errors.waitAofWithoutFile();
        }
        await(call, new AckWish.OnDisk(here == 1, replicas), timeoutMillis);
    }

    private static long notNegative(Argv argv, int index) {
        try {
            long number = argv.asLong(index);
            if (number >= 0) {
                return number;
            }
        } catch (RespException notANumber) {
            LOG.trace("{}", notANumber.line());
        }
        throw Errors.notPositive();
    }

    private static long timeout(Argv argv, int index) {
        long timeoutMillis;
        try {
            timeoutMillis = argv.asLong(index);
        } catch (RespException notANumber) {
            throw new RespException("ERR timeout is not an integer or out of range");
        }
        if (timeoutMillis < 0) {
            throw new RespException("ERR timeout is negative");
        }
        return timeoutMillis;
    }

    private void psync(Call call) {
        if (isMonitor(call)) {
            return;
        }
        Argv argv = call.argv();
        if (call.client().type() != ClientType.REPLICA && argv.size() > 3 && argv.is(3, "failover")) {
            replication.throwIfSupervised();
            if (!replication.isReplica()) {
                throw new RespException("ERR PSYNC FAILOVER can't be sent to a master.");
            }
            if (!argv.text(1).equalsIgnoreCase(replication.log().history().id())) {
                throw new RespException("ERR PSYNC FAILOVER replid must match my replid.");
            }
            replication.handle(new ReplicaEvent.Promote(user(call.client())));
        }
        sync(call);
    }

    /** Such a connection follows already, in Redis' eyes: it gets no answer. */
    private static boolean isMonitor(Call call) {
        return call.client() instanceof ServerClient client && client.isMonitor();
    }

    private void sync(Call call) {
        if (isMonitor(call)) {
            return;
        }
        Client client = call.client();
        replication.handle(new MasterEvent.SyncReceived(
                client.id(), client.transport().remoteAddress(), call.argv(), client.outputBytes() > 0));
    }

    private void replconf(Call call) {
        Client client = call.client();
        replication.handle(
                new MasterEvent.ReplconfReceived(client.id(), client.transport().remoteAddress(), call.argv()));
        host.replicaSpoke();
    }
}
