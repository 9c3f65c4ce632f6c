package io.vedette.server.replication;

import io.vedette.replication.Fence;
import io.vedette.replication.NoteLevel;
import io.vedette.resp.GroupErrors;
import io.vedette.resp.InfoFields;
import io.vedette.resp.RespException;
import io.vedette.server.session.WriteFence;
import java.util.List;

/** Asks {@link Fence} by this server's clocks, and tells people. Owner loop only. */
public final class Fencing implements WriteFence {
    private final Replication replication;
    private final ReplicationHost host;
    private final Fence fence = new Fence();
    /** What people were told last. */
    private boolean toldClosed;

    Fencing(Replication replication, ReplicationHost host) {
        this.replication = replication;
        this.host = host;
    }

    /** The settings have changed. */
    public void adopt(Fence.Rule rule) {
        fence.adopt(rule);
    }

    /** This server leads or follows from now on. */
    public void begin() {
        fence.begin(replication.isSupervised() ? replication.marker().ballot().epoch() : 0);
    }

    /** A supporting PING has come; it is answered next. */
    void supported(long link, String group, String sentinel, long epoch) {
        fence.supported(link, group, sentinel, epoch, now());
    }

    void left(long link) {
        fence.left(link);
    }

    private Fence.Reading now() {
        return new Fence.Reading(host.monotonicMillis(), host.wallMillis());
    }

    @Override
    public boolean isWatched() {
        return fence.isWatched() && !replication.isReplica();
    }

    @Override
    public boolean isClosed() {
        return isWatched() && fence.isClosed(now());
    }

    /** A reply of one that leads no more tells of a reign that is over. */
    @Override
    public boolean isShut() {
        return replication.isReplica() || isClosed();
    }

    @Override
    public boolean isOfReads() {
        return fence.rule().reads();
    }

    @Override
    public RespException refusal() {
        return GroupErrors.fenced(
                fence.supporters(now()),
                fence.demanded(),
                fence.rule().maxLagMillis(),
                fence.isOfBegin() ? "boot-fenced" : "min-sentinels-to-write");
    }

    /** Ten times a second: people are told when it closed or opened. */
    void tick() {
        boolean closed = isClosed();
        if (closed != toldClosed) {
            toldClosed = closed;
            host.note(
                    NoteLevel.WARNING,
                    closed
                            ? "Writes are refused from now on: " + why()
                            : "Enough sentinels support this master, or none are asked for: writes are taken.");
        }
    }

    private String why() {
        String line = refusal().line();
        return line.substring(line.indexOf(':') + 2);
    }

    /** For INFO. */
    public String info() {
        InfoFields out = new InfoFields();
        Fence.Reading now = now();
        String state = replication.isReplica() ? "follows" : !isWatched() ? "off" : isClosed() ? "closed" : "open";
        out.add("vedette_fence", state);
        if (state.equals("closed")) {
            out.add("vedette_fence_why", why());
        }
        out.add("vedette_fence_sentinels", Integer.toString(fence.rule().sentinels()));
        out.add("vedette_fence_max_lag_ms", Long.toString(fence.rule().maxLagMillis()));
        out.add("vedette_fence_supporters", Integer.toString(fence.supporters(now)));
        List<Fence.Supporter> told = fence.told(now);
        for (int i = 0; i < told.size(); i++) {
            Fence.Supporter one = told.get(i);
            out.add(
                    "vedette_supporter" + i,
                    "id=" + one.sentinel() + ",group=" + one.group() + ",epoch=" + one.epoch() + ",ago_ms="
                            + one.agoMillis());
        }
        return out.toString();
    }
}
