package io.vedette.server.session;

import io.vedette.command.CommandFlag;
import io.vedette.command.CommandSpec;
import io.vedette.resp.Errors;
import io.vedette.resp.RespException;
import io.vedette.session.Call;
import io.vedette.session.Gate;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Refuses what the state of this server forbids, in Redis' order: commands that MULTI cannot hold, writes without enough
 * replicas, writes to a read-only replica, commands on stale data, keyspace commands of a replica's own connection. The
 * master's stream passes everything.
 */
public final class StateGate implements Gate {
    private final Supplier<Role> role;
    private final BooleanSupplier readOnlyReplica;
    private final BooleanSupplier servesStaleData;

    /** @param readOnlyReplica {@code replica-read-only}, {@code servesStaleData} {@code replica-serve-stale-data}, asked anew each time */
    public StateGate(Supplier<Role> role, BooleanSupplier readOnlyReplica, BooleanSupplier servesStaleData) {
        this.role = role;
        this.readOnlyReplica = readOnlyReplica;
        this.servesStaleData = servesStaleData;
    }

    @Override
    public Verdict check(Call call) throws RespException {
        ServerClient client = (ServerClient) call.client();
        if (client.link() != ServerClient.Link.MASTER) {
            checkOrdinary(call, client);
        }
        return Verdict.PASS;
    }

    private void checkOrdinary(Call call, ServerClient client) throws RespException {
        CommandSpec spec = call.spec();
        if (client.transaction().isPresent() && spec.has(CommandFlag.NO_MULTI)) {
            throw Errors.notAllowedInTransaction();
        }
        Role now = role.get();
        boolean writes = spec.isWrite() || spec.name().equals("exec") && client.queuedMayWrite();
        if (now.isReplica()) {
            if (writes && readOnlyReplica.getAsBoolean()) {
                throw Errors.readOnly();
            }
            if (!now.isMasterLinkUp() && !servesStaleData.getAsBoolean() && !spec.has(CommandFlag.STALE)) {
                throw Errors.masterDown();
            }
        } else if (writes && !now.mayWrite(call.nowMillis())) {
            throw Errors.noReplicas();
        }
        if (client.link() == ServerClient.Link.REPLICA && (spec.isWrite() || spec.has(CommandFlag.READONLY))) {
            throw Errors.replicaCannotUseKeyspace();
        }
    }
}
