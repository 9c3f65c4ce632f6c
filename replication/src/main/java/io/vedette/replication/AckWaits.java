package io.vedette.replication;

import io.vedette.replication.MasterEvent.WaitAsked;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The clients that wait for acknowledgements (WAIT, WAITAOF), in the order in which they came. Part of {@link MasterCore}.
 *
 * <pre>
 * asked --there already, or may not block--> answered
 *      \--> waiting --acknowledged, or time is up--> answered
 *                  \--here, but nothing is appended here any more--> refused
 * </pre>
 */
final class AckWaits {
    private record Wait(long client, long offset, AckWish wish) {
        static Wait of(WaitAsked asked) {
            return new Wait(asked.client(), asked.offset(), asked.wish());
        }

        boolean isForThisDisk() {
            return wish instanceof AckWish.OnDisk disk && disk.here();
        }
    }

    private final MasterCore core;
    private final Map<Long, Wait> waits = new LinkedHashMap<>();

    AckWaits(MasterCore core) {
        this.core = core;
    }

    /** True if the client waits now, and so replicas are to be asked. */
    boolean asked(WaitAsked asked) {
        Wait wait = Wait.of(asked);
        if (isMet(wait) || !asked.mayBlock()) {
            core.effect(answer(wait));
            return false;
        }
        waits.put(asked.client(), wait);
        core.effect(new MasterEffect.Block(asked.client(), asked.timeoutMillis()));
        return true;
    }

    /** Something was acknowledged, or came to the disk of this server. */
    void review() {
        if (!waits.isEmpty()) {
            end(this::isMet, this::answer);
        }
    }

    void timedOut(long client) {
        Optional.ofNullable(waits.remove(client)).map(this::answer).ifPresent(core::effect);
    }

    void abandoned(long client) {
        waits.remove(client);
    }

    /** This server has no append-only file any more. */
    void appendOnlyEnded() {
        end(Wait::isForThisDisk, wait -> new MasterEffect.RefuseWait(wait.client()));
    }

    private void end(Predicate<Wait> which, Function<Wait, MasterEffect> how) {
        for (Wait wait : List.copyOf(waits.values())) {
            if (which.test(wait)) {
                waits.remove(wait.client());
                core.effect(how.apply(wait));
            }
        }
    }

    private boolean isMet(Wait wait) {
        return switch (wait.wish()) {
            case AckWish.Applied(int replicas) -> core.acknowledgedBy(wait.offset()) >= replicas;
            case AckWish.OnDisk(boolean here, long replicas) ->
                (!here || core.isFsyncedHere(wait.offset())) && core.fsyncedBy(wait.offset()) >= replicas;
        };
    }

    private MasterEffect answer(Wait wait) {
        long offset = wait.offset();
        return switch (wait.wish()) {
            case AckWish.Applied applied -> new MasterEffect.AnswerWait(wait.client(), core.acknowledgedBy(offset));
            case AckWish.OnDisk disk ->
                new MasterEffect.AnswerWaitAof(wait.client(), core.isFsyncedHere(offset), core.fsyncedBy(offset));
        };
    }
}
