package io.vedette.simulation;

import io.vedette.sentinel.core.Effect;
import io.vedette.sentinel.core.Event;
import io.vedette.sentinel.core.Request;
import java.util.HashMap;
import java.util.Map;

/**
 * A process that was stopped knows nothing: from a call that comes too long after the one before it until the sentinel says that
 * this is over, it judges nobody, calls nobody down to others, begins nothing by itself and orders no server about.
 */
final class TiltLaw implements Law {
    /** Redis' sentinel_tilt_trigger. */
    private static final int TRIGGER_MILLIS = 2_000;

    private static final class Calls {
        private long last;
        private boolean tilt;

        Calls(long last) {
            this.last = last;
        }
    }

    private final World world;
    private final Map<SentinelProcess, Calls> calls = new HashMap<>();

    TiltLaw(World world) {
        this.world = world;
    }

    @Override
    public void begins(SentinelProcess sentinel) {
        calls.put(sentinel, new Calls(world.now()));
    }

    @Override
    public void hears(SentinelProcess sentinel, Event event) {
        Calls of = calls.get(sentinel);
        of.tilt |= world.now() - of.last > TRIGGER_MILLIS;
        of.last = world.now();
    }

    @Override
    public void decides(SentinelProcess sentinel, Effect effect) {
        Calls of = calls.get(sentinel);
        if (!of.tilt) {
            return;
        }
        if (effect instanceof Effect.Announce announce && announce.event().equals("-tilt")) {
            of.tilt = false;
            return;
        }
        world.require(!isAct(sentinel, effect), () -> sentinel.name() + " acts in TILT: " + effect);
    }

    private boolean isAct(SentinelProcess sentinel, Effect effect) {
        return switch (effect) {
            case Effect.Announce announce ->
                switch (announce.event()) {
                    case "+sdown", "-sdown", "+odown", "+selected-slave" -> true;
                    case "+try-failover" -> !world.failovers().operatorSpeaks(sentinel);
                    default -> false;
                };
            case Effect.Send send ->
                switch (send.request()) {
                    case Request.Promote promote -> true;
                    case Request.Follow follow -> true;
                    case Request.Ping ping -> false;
                    case Request.Info info -> false;
                    case Request.PublishHello hello -> false;
                    case Request.AskMasterDown ask -> false;
                    case Request.ScriptKill kill -> false;
                };
            case Effect.AnswerVote vote -> vote.down();
            case Effect.Connect connect -> false;
            case Effect.Disconnect disconnect -> false;
            case Effect.Persist persist -> false;
            case Effect.AnswerOperator answer -> false;
            case Effect.ReconfigureClients script -> false;
            case Effect.WakeAt wake -> false;
        };
    }
}
