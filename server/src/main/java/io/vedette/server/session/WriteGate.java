package io.vedette.server.session;

import io.vedette.command.CommandFlag;
import io.vedette.command.CommandSpec;
import io.vedette.resp.Errors;
import io.vedette.resp.RespException;
import io.vedette.session.Call;
import io.vedette.session.Client;
import io.vedette.session.Gate;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Refuses, in Redis' order, commands that MULTI cannot hold, writes (and PING, so that it is noticed) while
 * the disk does not take what should be saved, writes without enough replicas, and writes to a read-only replica. Ours: writes, and
 * reads if so set, without enough sentinels; the clocks are read for each of them.
 * The master's stream passes everything.
 */
public final class WriteGate implements Gate {
    /** Who supervises is to notice. */
    private static final Set<String> PINGS = Set.of("ping", "supervise|ping");

    private final Role role;
    private final Storage storage;
    private final BooleanSupplier readOnlyReplica;

    /** @param readOnlyReplica {@code replica-read-only}, asked anew each time */
    public WriteGate(Role role, Storage storage, BooleanSupplier readOnlyReplica) {
        this.role = role;
        this.storage = storage;
        this.readOnlyReplica = readOnlyReplica;
    }

    @Override
    public boolean standsOpen(Client client) {
        ServerClient server = (ServerClient) client;
        return server.link() == ServerClient.Link.NONE
                && !role.isReplica()
                && !role.guardsWrites()
                && !role.fence().isWatched()
                && role.standstill().isEmpty()
                && storage.trouble().isEmpty();
    }

    @Override
    public Verdict check(Call call) throws RespException {
        ServerClient client = (ServerClient) call.client();
        CommandSpec spec = call.spec();
        if (client.link() == ServerClient.Link.MASTER) {
            return Verdict.PASS;
        }
        if (client.transaction().isPresent() && spec.has(CommandFlag.NO_MULTI)) {
            throw Errors.notAllowedInTransaction();
        }
        boolean writes = spec.isWrite() || spec.name().equals("exec") && client.queuedMayWrite();
        Optional<RespException> trouble = storage.trouble();
        if (trouble.isPresent() && (writes || PINGS.contains(spec.name()))) {
            throw trouble.get();
        }
        if (writes) {
            checkWrite(call);
        } else if (role.fence().isOfReads()
                && isRead(client, spec)
                && role.fence().isClosed()) {
            throw role.fence().refusal();
        }
        return Verdict.PASS;
    }

    /** EXEC that writes nothing reads, if it does anything. */
    private static boolean isRead(ServerClient client, CommandSpec spec) {
        return spec.has(CommandFlag.READONLY) || spec.name().equals("exec") && client.queuedCommands() > 0;
    }

    private void checkWrite(Call call) throws RespException {
        Optional<RespException> standstill = role.standstill();
        if (role.isReplica()) {
            if (readOnlyReplica.getAsBoolean() || role.isSupervised()) {
                throw Errors.readOnly();
            }
        } else if (standstill.isPresent()) {
            throw standstill.get();
        } else if (role.fence().isClosed()) {
            throw role.fence().refusal();
        } else if (!role.mayWrite(call.nowMillis())) {
            throw Errors.noReplicas();
        }
    }
}
