package io.vedette.sentinel.net;

import io.vedette.command.CommandFlag;
import io.vedette.command.CommandSpec;
import io.vedette.resp.Argv;
import io.vedette.resp.Ascii;
import io.vedette.resp.Errors;
import io.vedette.resp.RespException;
import io.vedette.sentinel.core.Maintenance;
import io.vedette.sentinel.core.Operation;
import io.vedette.session.Call;
import io.vedette.session.CommandFunction;
import io.vedette.session.CommandTable;
import java.util.Locale;

/** The subcommands of SENTINEL for people who work at a group: FORGET, PAUSE and RESUME, which no other sentinel has. */
final class SentinelMaintenance {
    private static final String GROUP = "sentinel";

    /** Ten years: more is no end. */
    private static final long LONGEST_PAUSE_MILLIS = 315_360_000_000L;

    private final SentinelOperations operations;

    SentinelMaintenance(SentinelOperations operations) {
        this.operations = operations;
    }

    void bindTo(CommandTable table) {
        bind(table, "forget", 5, this::forget);
        bind(table, "pause", -3, this::pause);
        bind(
                table,
                "resume",
                3,
                call -> operations.operate(call, new Operation.Pause(call.argv().text(2), 0)));
    }

    private static void bind(CommandTable table, String name, int arity, CommandFunction function) {
        table.bindOwn(CommandSpec.own("sentinel|" + name, arity, GROUP, CommandFlag.ADMIN), function);
    }

    private void forget(Call call) throws RespException {
        Argv argv = call.argv();
        Operation.Member member = switch (argv.text(3).toLowerCase(Locale.ROOT)) {
            case "replica", "slave" -> Operation.Member.REPLICA;
            case "sentinel" -> Operation.Member.SENTINEL;
            default -> throw Errors.syntax();
        };
        operations.operate(call, new Operation.Forget(argv.text(2), member, argv.text(4)));
    }

    private void pause(Call call) throws RespException {
        Argv argv = call.argv();
        if (argv.size() > 4) {
            throw Errors.syntax();
        }
        operations.operate(call, new Operation.Pause(argv.text(2), argv.size() == 4 ? ttl(argv) : Maintenance.ENDLESS));
    }

    private static long ttl(Argv argv) throws RespException {
        byte[] word = argv.bytes(3);
        if (Ascii.isLong(word)) {
            long millis = Ascii.parseLong(word);
            if (millis > 0 && millis <= LONGEST_PAUSE_MILLIS) {
                return millis;
            }
        }
        throw SentinelErrors.invalidPause(argv.text(3));
    }
}
