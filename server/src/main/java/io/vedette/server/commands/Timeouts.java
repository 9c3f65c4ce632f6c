package io.vedette.server.commands;

import io.vedette.resp.Argv;
import io.vedette.resp.Errors;
import io.vedette.resp.RespException;
import io.vedette.server.blocking.BlockedClients;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** How long a command may wait, read from its words: as the moment when its time is up. */
final class Timeouts {
    private static final BigDecimal LONGEST_MILLIS = BigDecimal.valueOf(Long.MAX_VALUE);
    private static final BigDecimal MILLIS_PER_SECOND = BigDecimal.valueOf(1_000);

    private Timeouts() {}

    /**
     * Seconds, with parts of them: BLPOP and most others. What is too much for a 64-bit number turns out negative in Redis, and
     * so is refused as such here.
     *
     * @return wall clock, milliseconds since 1970; {@link BlockedClients#NEVER} for 0
     */
    static long deadlineOfSeconds(Argv argv, int position, long nowMillis) throws RespException {
        LongDouble seconds;
        try {
            seconds = LongDouble.parse(argv.bytes(position));
        } catch (RespException notANumber) {
            throw Errors.timeoutNotAFloat();
        }
        if (!seconds.isFinite()) {
            throw Errors.timeoutNegative();
        }
        BigDecimal millis = seconds.exact().multiply(MILLIS_PER_SECOND).setScale(0, RoundingMode.CEILING);
        if (millis.signum() < 0 || millis.compareTo(LONGEST_MILLIS) > 0) {
            throw Errors.timeoutNegative();
        }
        return deadline(millis.longValueExact(), nowMillis);
    }

    /** Milliseconds: XREAD and XREADGROUP. */
    static long deadlineOfMillis(Argv argv, int position, long nowMillis) throws RespException {
        long millis;
        try {
            millis = argv.asLong(position);
        } catch (RespException notANumber) {
            throw Errors.timeoutNotAnInteger();
        }
        if (millis < 0) {
            throw Errors.timeoutNegative();
        }
        return deadline(millis, nowMillis);
    }

    private static long deadline(long millis, long nowMillis) {
        if (millis == 0) {
            return BlockedClients.NEVER;
        }
        return millis > Long.MAX_VALUE - nowMillis ? Long.MAX_VALUE : millis + nowMillis;
    }
}
