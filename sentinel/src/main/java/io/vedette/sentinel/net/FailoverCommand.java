package io.vedette.sentinel.net;

import io.vedette.command.CommandFacts;
import io.vedette.command.CommandSpec;
import io.vedette.resp.Argv;
import io.vedette.resp.Ascii;
import io.vedette.resp.Errors;
import io.vedette.resp.RespException;
import io.vedette.sentinel.core.Address;
import io.vedette.sentinel.core.Operation;
import io.vedette.session.CommandTable;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads {@code SENTINEL FAILOVER name [COORDINATED | FORCE] [TO ip port] [TIMEOUT milliseconds]}: Redis' command, Valkey's word and ours. */
final class FailoverCommand {
    private static final int FIRST_OPTION = 3;
    private static final int ARITY = -3;
    private static final int MAX_PORT = 65_535;

    private FailoverCommand() {}

    static void bindTo(CommandTable table, SentinelOperations operations) {
        CommandSpec redis = CommandFacts.load().find("sentinel|failover").orElseThrow();
        CommandSpec ours = new CommandSpec(
                redis.name(),
                ARITY,
                redis.flags(),
                redis.firstKey(),
                redis.lastKey(),
                redis.keyStep(),
                redis.categories(),
                redis.tips(),
                redis.keySpecs(),
                redis.since(),
                redis.group());
        table.bindOwn(ours, call -> operations.operate(call, read(call.argv())));
    }

    static Operation.Failover read(Argv argv) throws RespException {
        boolean coordinated = false;
        boolean refounds = false;
        Optional<Address> to = Optional.empty();
        OptionalLong timeout = OptionalLong.empty();
        int i = FIRST_OPTION;
        while (i < argv.size()) {
            int values = argv.size() - 1 - i;
            String option = argv.text(i).toLowerCase(Locale.ROOT);
            if (option.equals("coordinated") && !refounds) {
                coordinated = true;
                i++;
            } else if (option.equals("force") && !coordinated) {
                refounds = true;
                i++;
            } else if (option.equals("to") && values >= 2) {
                to = Optional.of(new Address(argv.text(i + 1), (int) number(argv, i + 2, MAX_PORT)));
                i += 3;
            } else if (option.equals("timeout") && values >= 1) {
                timeout = OptionalLong.of(number(argv, i + 1, Integer.MAX_VALUE));
                i += 2;
            } else {
                throw SentinelErrors.unknownFailoverOption();
            }
        }
        return new Operation.Failover(argv.text(2), coordinated, refounds, to, timeout);
    }

    private static long number(Argv argv, int position, long max) throws RespException {
        byte[] word = argv.bytes(position);
        if (Ascii.isLong(word)) {
            long value = Ascii.parseLong(word);
            if (value > 0 && value <= max) {
                return value;
            }
        }
        throw Errors.notAnInteger();
    }
}
