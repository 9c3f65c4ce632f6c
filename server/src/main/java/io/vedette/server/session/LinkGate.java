package io.vedette.server.session;

import io.vedette.command.CommandFlag;
import io.vedette.command.CommandSpec;
import io.vedette.resp.Errors;
import io.vedette.resp.RespException;
import io.vedette.session.Call;
import io.vedette.session.Client;
import io.vedette.session.Gate;
import java.util.function.BooleanSupplier;

/**
 * Refuses, in Redis' order, commands on data that may be stale because the link to the master is down, and keyspace commands on
 * the connection of a replica or a monitor. The master's stream passes everything.
 */
public final class LinkGate implements Gate {
    private final Role role;
    private final BooleanSupplier servesStaleData;

    /** @param servesStaleData {@code replica-serve-stale-data}, asked anew each time */
    public LinkGate(Role role, BooleanSupplier servesStaleData) {
        this.role = role;
        this.servesStaleData = servesStaleData;
    }

    @Override
    public boolean standsOpen(Client client) {
        ServerClient server = (ServerClient) client;
        return server.link() == ServerClient.Link.NONE && !server.isMonitor() && !role.isReplica();
    }

    @Override
    public Verdict check(Call call) throws RespException {
        ServerClient client = (ServerClient) call.client();
        ServerClient.Link link = client.link();
        CommandSpec spec = call.spec();
        if (link == ServerClient.Link.MASTER) {
            return Verdict.PASS;
        }
        if (role.isReplica() && !role.isMasterLinkUp() && !servesStaleData.getAsBoolean() && wantsLink(client, spec)) {
            throw Errors.masterDown();
        }
        boolean onlyListens = link == ServerClient.Link.REPLICA || client.isMonitor();
        if (onlyListens && (spec.isWrite() || spec.has(CommandFlag.READONLY))) {
            throw Errors.replicaCannotUseKeyspace();
        }
        return Verdict.PASS;
    }

    /** EXEC is judged by what it would run. */
    private static boolean wantsLink(ServerClient client, CommandSpec spec) {
        return !spec.has(CommandFlag.STALE)
                || spec.name().equals("exec")
                        && client.transaction().filter(Transaction::wantsLink).isPresent();
    }
}
