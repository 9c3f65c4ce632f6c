package io.vedette.sentinel.net;

import io.vedette.resp.ReplyWriter;
import io.vedette.resp.RespException;
import io.vedette.sentinel.core.Address;
import io.vedette.sentinel.core.SentinelView;
import io.vedette.sentinel.core.SentinelView.GroupView;
import io.vedette.sentinel.core.SentinelView.InfoCopy;
import io.vedette.sentinel.core.SentinelView.InstanceView;
import io.vedette.session.Call;
import io.vedette.session.CommandTable;
import io.vedette.session.Help;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The subcommands of SENTINEL that only look. The replies have Redis' shapes: maps, which RESP2 writes as flat arrays. */
final class SentinelQueries {
    private static final String NO_QUORUM = "NOQUORUM";

    private final CoreRunner core;
    private final ScriptQueue scripts;

    SentinelQueries(CoreRunner core, ScriptQueue scripts) {
        this.core = core;
        this.scripts = scripts;
    }

    void bindTo(CommandTable table) {
        Subcommands.bind(table, "masters", "primaries", this::masters);
        Subcommands.bind(
                table,
                "master",
                "primary",
                call -> instance(call.reply(), group(call).master()));
        table.bind("sentinel|replicas", this::replicas);
        table.bind("sentinel|slaves", this::replicas);
        table.bind(
                "sentinel|sentinels",
                call -> instances(call.reply(), group(call).sentinels()));
        Subcommands.bind(table, "get-master-addr-by-name", "get-primary-addr-by-name", this::masterAddress);
        table.bind("sentinel|myid", call -> call.reply().bulk(core.view().myId()));
        table.bind("sentinel|ckquorum", this::checkQuorum);
        table.bind("sentinel|info-cache", this::infoCache);
        table.bind("sentinel|pending-scripts", this::pendingScripts);
        table.bind("sentinel|help", new Help("sentinel", SentinelHelp.LINES));
    }

    private void masters(Call call) {
        instances(
                call.reply(),
                core.view().groups().stream().map(GroupView::master).toList());
    }

    private void replicas(Call call) throws RespException {
        instances(
                call.reply(),
                group(call).replicas().stream().filter(InstanceView::announced).toList());
    }

    private void masterAddress(Call call) {
        Optional<Address> address = core.view(call.argv().text(2)).map(GroupView::current);
        if (address.isEmpty()) {
            call.reply().nullArray();
            return;
        }
        call.reply().array(2);
        call.reply().bulk(address.get().host());
        call.reply().bulk(Integer.toString(address.get().port()));
    }

    private void checkQuorum(Call call) throws RespException {
        String report = group(call).quorumReport();
        if (report.startsWith(NO_QUORUM)) {
            throw new RespException(report);
        }
        call.reply().simple(report);
    }

    private void infoCache(Call call) {
        Map<String, List<InfoCopy>> found = new LinkedHashMap<>();
        for (int i = 2; i < call.argv().size(); i++) {
            String name = call.argv().text(i);
            core.lastInfos(name).ifPresent(infos -> found.put(name, infos));
        }
        ReplyWriter reply = call.reply();
        reply.array(2L * found.size());
        found.forEach((name, infos) -> {
            reply.bulk(name);
            reply.array(infos.size());
            infos.forEach(info -> cached(reply, info));
        });
    }

    private static void cached(ReplyWriter reply, InfoCopy info) {
        reply.array(2);
        reply.integer(Math.max(0, info.ageMillis()));
        if (info.ageMillis() < 0) {
            reply.nullBulk();
        } else {
            reply.bulk(info.text());
        }
    }

    private void pendingScripts(Call call) {
        List<ScriptQueue.Pending> pending = scripts.pending();
        ReplyWriter reply = call.reply();
        reply.array(pending.size());
        for (ScriptQueue.Pending job : pending) {
            reply.map(5);
            reply.bulk("argv");
            reply.array(job.argv().size());
            job.argv().forEach(reply::bulk);
            reply.bulk("flags");
            reply.bulk(job.running() ? "running" : "scheduled");
            reply.bulk("pid");
            reply.bulk(Long.toString(job.pid()));
            reply.bulk(job.running() ? "run-time" : "run-delay");
            reply.bulk(Long.toString(job.runTimeOrDelayMillis()));
            reply.bulk("retry-num");
            reply.bulk(Integer.toString(job.runs()));
        }
    }

    private GroupView group(Call call) throws RespException {
        return core.view(call.argv().text(2)).orElseThrow(SentinelErrors::noSuchMaster);
    }

    private static void instances(ReplyWriter reply, List<InstanceView> instances) {
        reply.array(instances.size());
        instances.forEach(instance -> instance(reply, instance));
    }

    private static void instance(ReplyWriter reply, InstanceView instance) {
        reply.map(instance.fields().size());
        for (SentinelView.Field field : instance.fields()) {
            reply.bulk(field.name());
            reply.bulk(field.value());
        }
    }
}
