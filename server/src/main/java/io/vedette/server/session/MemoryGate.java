package io.vedette.server.session;

import io.vedette.command.CommandFlag;
import io.vedette.command.CommandSpec;
import io.vedette.resp.Errors;
import io.vedette.resp.RespException;
import io.vedette.session.Call;
import io.vedette.session.Gate;
import java.util.Set;
import java.util.function.LongPredicate;

/**
 * Refuses what may take memory when there is no more. In a transaction everything is refused that would be queued, since queues take
 * memory too. The master's stream passes: a replica that left out a command would no longer be a copy.
 */
public final class MemoryGate implements Gate {
    /** Commands that end a transaction, or are run and not queued; EXEC is judged by what it would run. */
    private static final Set<String> NEVER_QUEUED = Set.of("exec", "discard", "multi", "quit", "reset", "watch");

    private final LongPredicate hasRoom;

    /** @param hasRoom makes room if need be, at a wall clock in milliseconds since 1970 */
    public MemoryGate(LongPredicate hasRoom) {
        this.hasRoom = hasRoom;
    }

    @Override
    public Verdict check(Call call) throws RespException {
        if (!hasRoom.test(call.nowMillis()) && isRefused((ServerClient) call.client(), call.spec())) {
            throw Errors.outOfMemory();
        }
        return Verdict.PASS;
    }

    private static boolean isRefused(ServerClient client, CommandSpec spec) {
        if (client.link() == ServerClient.Link.MASTER) {
            return false;
        }
        if (client.transaction().isEmpty()) {
            return spec.has(CommandFlag.DENYOOM);
        }
        if (spec.name().equals("exec")) {
            return client.transaction().get().mayTakeMemory();
        }
        // What a transaction cannot hold has an error of its own.
        return !NEVER_QUEUED.contains(spec.name()) && !spec.has(CommandFlag.NO_MULTI);
    }
}
