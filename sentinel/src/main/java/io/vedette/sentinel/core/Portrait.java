package io.vedette.sentinel.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Draws a group for the outside: the fields of Redis' instance maps, in Redis' order and words. */
final class Portrait {
    private final Group group;
    private final Moment now;
    private final List<SentinelView.Field> fields = new ArrayList<>();

    private Portrait(Group group, Moment now) {
        this.group = group;
        this.now = now;
    }

    static SentinelView.GroupView of(Group group, Moment now) {
        DataNode master = group.master();
        return new SentinelView.GroupView(
                group.settings(),
                master.address(),
                group.isObjectivelyDown() ? "odown" : master.isDown() ? "sdown" : "ok",
                Peers.quorumReport(group),
                new Portrait(group, now).draw(master),
                group.replicas().values().stream()
                        .map(replica -> new Portrait(group, now).draw(replica))
                        .toList(),
                group.peers().values().stream()
                        .map(peer -> new Portrait(group, now).draw(peer))
                        .toList());
    }

    static List<SentinelView.InfoCopy> lastInfos(Group group, Moment now) {
        return group.nodes().stream()
                .map(node -> new SentinelView.InfoCopy(
                        node.infoText(), node.info().isEmpty() ? -1 : now.monotonicMillis() - node.infoAt()))
                .toList();
    }

    private SentinelView.InstanceView draw(DataNode node) {
        boolean isMaster = group.isMaster(node);
        String name = isMaster ? group.name() : node.address().toString();
        Optional<InfoReport> info = node.info();
        common(name, node.address(), info.flatMap(InfoReport::runId).orElse(""), flags(node), node.link());
        if (isMaster && group.failover().isUnderWay()) {
            fields.add(
                    7, new SentinelView.Field("failover-state", group.failover().word()));
        }
        pings(node.link());
        node.downSince().ifPresent(since -> add("s-down-time", age(since)));
        if (isMaster) {
            group.objectivelyDownSince().ifPresent(since -> add("o-down-time", age(since)));
        }
        add("down-after-milliseconds", group.settings().downAfterMillis());
        add("info-refresh", info.isEmpty() ? 0 : age(node.infoAt()));
        add("role-reported", node.reportedRole() == InfoReport.Role.MASTER ? "master" : "slave");
        add("role-reported-time", age(node.roleSince()));
        if (isMaster) {
            masterFields();
        } else {
            replicaFields(node, info);
        }
        return new SentinelView.InstanceView(
                name,
                node.address(),
                List.copyOf(fields),
                info.map(InfoReport::announced).orElse(true));
    }

    private void masterFields() {
        MasterSettings settings = group.settings();
        add("config-epoch", group.configEpoch());
        add("num-slaves", group.replicas().size());
        add("num-other-sentinels", group.peers().size());
        add("quorum", settings.quorum());
        add("failover-timeout", settings.failoverTimeoutMillis());
        add("parallel-syncs", settings.parallelSyncs());
        settings.notificationScript().ifPresent(script -> add("notification-script", script));
        settings.clientReconfigScript().ifPresent(script -> add("client-reconfig-script", script));
    }

    private void replicaFields(DataNode node, Optional<InfoReport> info) {
        add("master-link-down-time", info.map(InfoReport::masterLinkDownMillis).orElse(0L));
        add("master-link-status", info.filter(InfoReport::masterLinkUp).isPresent() ? "ok" : "err");
        Optional<Address> master = info.flatMap(InfoReport::master);
        add("master-host", master.map(Address::host).orElse("?"));
        add("master-port", master.map(Address::port).orElse(0));
        add("slave-priority", node.priority());
        add("slave-repl-offset", info.map(InfoReport::offset).orElse(0L));
        add("replica-announced", info.map(InfoReport::announced).orElse(true) ? 1 : 0);
    }

    private SentinelView.InstanceView draw(Peer peer) {
        common(peer.runId(), peer.address(), peer.runId(), flags(peer), peer.link());
        pings(peer.link());
        peer.downSince().ifPresent(since -> add("s-down-time", age(since)));
        add("down-after-milliseconds", group.settings().downAfterMillis());
        add("last-hello-message", age(peer.lastHello()));
        add("voted-leader", peer.vote().map(Peer.Vote::leader).orElse("?"));
        add("voted-leader-epoch", peer.vote().map(Peer.Vote::epoch).orElse(0L));
        return new SentinelView.InstanceView(peer.runId(), peer.address(), List.copyOf(fields), true);
    }

    private void common(String name, Address address, String runId, String flags, Link link) {
        add("name", name);
        add("ip", address.host());
        add("port", address.port());
        add("runid", runId);
        add("flags", flags);
        add("link-pending-commands", link.pingPending().isPresent() ? 1 : 0);
        add("link-refcount", link.users());
    }

    private void pings(Link link) {
        add(
                "last-ping-sent",
                link.pingPending().isPresent() ? age(link.pingPending().getAsLong()) : 0);
        add("last-ok-ping-reply", age(link.lastSignOfLife()));
        add("last-ping-reply", age(link.lastAnswer()));
    }

    private String flags(DataNode node) {
        boolean isMaster = group.isMaster(node);
        List<String> flags = new ArrayList<>();
        when(node.isDown(), "s_down", flags);
        when(isMaster && group.isObjectivelyDown(), "o_down", flags);
        flags.add(isMaster ? "master" : "slave");
        when(!node.link().isUp(), "disconnected", flags);
        when(isMaster && group.failover().isUnderWay(), "failover_in_progress", flags);
        when(isPromoted(node), "promoted", flags);
        switch (node.repoint()) {
            case Repoint.NotYet notYet -> {}
            case Repoint.Sent sent -> flags.add("reconf_sent");
            case Repoint.InProgress inProgress -> flags.add("reconf_inprog");
            case Repoint.Done done -> flags.add("reconf_done");
        }
        when(isMaster && isForced(), "force_failover", flags);
        when(node.scriptKillSent(), "script_kill_sent", flags);
        when(isMaster && node.rebootedSince().isPresent(), "master_reboot", flags);
        when(isMaster && group.isPaused(now), "paused", flags);
        return String.join(",", flags);
    }

    private boolean isPromoted(DataNode node) {
        return switch (group.failover()) {
            case Failover.HandingOver handingOver -> handingOver.chosen() == node;
            case Failover.Preparing preparing -> false;
            case Failover.Promoting promoting -> promoting.chosen() == node;
            case Failover.None none -> false;
            case Failover.Electing electing -> false;
            case Failover.Choosing choosing -> false;
            case Failover.Repointing repointing -> false;
        };
    }

    private boolean isForced() {
        return switch (group.failover()) {
            case Failover.Electing electing -> electing.forced();
            case Failover.Choosing choosing -> choosing.forced();
            case Failover.None none -> false;
            case Failover.HandingOver handingOver -> true;
            case Failover.Preparing preparing -> preparing.order().forced();
            case Failover.Promoting promoting -> false;
            case Failover.Repointing repointing -> false;
        };
    }

    private String flags(Peer peer) {
        List<String> flags = new ArrayList<>();
        when(peer.isDown(), "s_down", flags);
        flags.add("sentinel");
        when(!peer.link().isUp(), "disconnected", flags);
        when(
                peer.opinion()
                        .filter(opinion -> opinion.down()
                                && opinion.master().equals(group.master().address()))
                        .isPresent(),
                "master_down",
                flags);
        return String.join(",", flags);
    }

    private static void when(boolean holds, String flag, List<String> flags) {
        if (holds) {
            flags.add(flag);
        }
    }

    private long age(long since) {
        return Math.max(0, now.monotonicMillis() - since);
    }

    private void add(String name, String value) {
        fields.add(new SentinelView.Field(name, value));
    }

    private void add(String name, long value) {
        add(name, Long.toString(value));
    }
}
