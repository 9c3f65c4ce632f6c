package io.vedette.simulation;

import io.vedette.sentinel.core.Effect;
import io.vedette.sentinel.core.Request;

/**
 * A process that was stopped knows nothing: from a call that comes too long after the one before it until the sentinel says that
 * this is over, it judges nobody, calls nobody down to others, begins nothing by itself and orders no server about.
 */
final class TiltLaw implements Law {
    private final World world;
    /** The replica that was named last. */
    private String named = "";

    TiltLaw(World world) {
        this.world = world;
    }

    @Override
    public void decides(SentinelProcess sentinel, Effect effect) {
        Contacts contacts = sentinel.contacts();
        if (!contacts.wasStopped()) {
            return;
        }
        if (effect instanceof Effect.Announce announce && announce.event().equals("+slave")) {
            named = announce.payload();
        }
        if (effect instanceof Effect.Announce announce && announce.event().equals("-tilt")) {
            contacts.gotOverIt();
            return;
        }
        world.require(!isAct(sentinel, effect), () -> sentinel.name() + " acts in TILT: " + effect);
    }

    private boolean isAct(SentinelProcess sentinel, Effect effect) {
        return switch (effect) {
            case Effect.Announce announce ->
                switch (announce.event()) {
                    // A replica that has just been named under its new master is told down anew, not found so now.
                    case "+sdown" -> !announce.payload().equals(named);
                    case "-sdown", "+odown", "+selected-slave" -> true;
                    case "+try-failover" -> !sentinel.operatorSpeaks();
                    default -> false;
                };
            case Effect.Send send ->
                switch (send.request()) {
                    case Request.Promote promote -> true;
                    case Request.Follow follow -> true;
                    case Request.HandOver handOver -> true;
                    case Request.Supervise supervise -> false; // a ballot is obeyed only if there is none newer
                    case Request.HoldWrites hold -> true;
                    case Request.Acknowledge acknowledge -> true;
                    case Request.CallOffHandOver callOff -> false;
                    case Request.ReleaseWrites release -> false;
                    case Request.KeepRole keep -> false;
                    case Request.DropClients drop -> false;
                    case Request.PublishPause pause -> false;
                    case Request.Ping ping -> false;
                    case Request.Support support -> false;
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
