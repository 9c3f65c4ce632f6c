package io.vedette.server.net;

import io.vedette.config.ConfigRefusal;
import io.vedette.replication.WriteQuorum;
import io.vedette.resp.InfoFields;
import io.vedette.server.Engine;
import io.vedette.server.config.FenceSettings;
import io.vedette.server.config.ServerSettings;
import io.vedette.server.config.WriteQuorumSettings;
import io.vedette.server.replication.Replication;
import io.vedette.server.session.ReplyHold;

/**
 * Who has to confirm a write before its reply goes out, and whose support it takes to write at all: what the settings and the ballots say
 * of it is told to replication and to the held replies, and INFO tells it. Owner loop only.
 */
final class WriteGuarantees {
    private final Engine engine;
    private final Replication replication;

    /** From now on these go by the settings; {@link #demand} is for when a ballot says something else. */
    WriteGuarantees(Engine engine, Replication replication) {
        this.engine = engine;
        this.replication = replication;
        ServerSettings settings = engine.settings();
        engine.hold().quorum(replication.quorum());
        WriteQuorumSettings quorum = settings.writeQuorum;
        quorum.replicas.onChange(
                value -> adoptStated(value == replication.marker().present().replicas()));
        quorum.members.onChange(value -> adoptStated(value.isEmpty()));
        quorum.timeoutMillis.onChange(value -> adopt());
        quorum.fsync.onChange(value -> adopt());
        settings.appendOnly.fsync.onChange(value -> quorum.requirePossible());
        demand();
        FenceSettings fence = settings.fence;
        fence.onChange(() -> replication.fencing().adopt(fence.rule()));
        replication.fencing().adopt(fence.rule());
        engine.hold().fence(replication.fencing());
    }

    /** In a group all members go by what the last ballot stated: a setting of one of them would promise what is not so. */
    private void adoptStated(boolean agrees) throws ConfigRefusal {
        if (replication.isSupervised() && !agrees) {
            throw new ConfigRefusal("this server belongs to a group by ballot, in which "
                    + replication.marker().present()
                    + " replicas confirm each write: that is changed by SUPERVISE MEMBERS on the master, then by"
                    + " SENTINEL SET write-quorum on the sentinels");
        }
        adopt();
    }

    private void adopt() throws ConfigRefusal {
        engine.settings().writeQuorum.requirePossible();
        demand();
    }

    /** In a group who confirms writes is stated by the ballot that leads; how, and for how long is waited, by the settings. */
    void demand() {
        WriteQuorumSettings settings = engine.settings().writeQuorum;
        WriteQuorum quorum = replication.quorum();
        if (replication.isSupervised()) {
            quorum.adopt(replication.marker().electorates(), settings.fsync.get(), settings.timeoutMillis.get());
        } else {
            quorum.adopt(
                    settings.replicas.get(),
                    settings.members.get(),
                    settings.fsync.get(),
                    settings.timeoutMillis.get());
        }
    }

    /** The fields of INFO's section Replication that are about it, and this server's place in its group. */
    String info() {
        ReplyHold hold = engine.hold();
        WriteQuorum quorum = replication.quorum();
        InfoFields out = new InfoFields();
        boolean states = !replication.isReplica() && replication.isSupervised();
        out.add(
                "vedette_write_quorum",
                states
                        ? Integer.toString(replication.marker().present().replicas())
                        : engine.settings().writeQuorum.replicas.text());
        out.add("vedette_write_quorum_members", Integer.toString(quorum.confirmedBy(quorum.rule(), 0)));
        out.add("vedette_members", String.join(",", quorum.names()));
        out.lines(replication.supervision().info());
        out.add("vedette_held_replies", Long.toString(hold.heldReplies()));
        out.add("vedette_noquorum_replies", Long.toString(hold.refusedReplies()));
        out.lines(replication.fencing().info());
        out.add("vedette_fenced_replies", Long.toString(hold.fencedReplies()));
        return out.toString();
    }
}
