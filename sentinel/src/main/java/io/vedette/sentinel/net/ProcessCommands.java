package io.vedette.sentinel.net;

import io.vedette.resp.Argv;
import io.vedette.resp.Errors;
import io.vedette.resp.RespException;
import io.vedette.sentinel.core.SentinelView.GroupView;
import io.vedette.session.Call;
import io.vedette.session.CommandTable;
import java.util.List;
import java.util.Locale;

/** The commands about the process as a whole: INFO, ROLE, SHUTDOWN, SENTINEL SIMULATE-FAILURE. */
final class ProcessCommands {
    private final SentinelInfo info;
    private final CoreRunner core;
    private final FailureSimulation failures;
    private final Runnable shutdown;

    /** @param shutdown begins to end the process */
    ProcessCommands(SentinelInfo info, CoreRunner core, FailureSimulation failures, Runnable shutdown) {
        this.info = info;
        this.core = core;
        this.failures = failures;
        this.shutdown = shutdown;
    }

    void bindTo(CommandTable table) {
        table.bind("info", call -> call.reply().bulk(info.text(call.argv(), call.nowMillis())));
        table.bind("role", this::role);
        table.bind("shutdown", this::shutdown);
        table.bind("sentinel|simulate-failure", this::simulateFailure);
    }

    private void role(Call call) {
        List<GroupView> groups = core.view().groups();
        call.reply().array(2);
        call.reply().bulk("sentinel");
        call.reply().array(groups.size());
        groups.forEach(group -> call.reply().bulk(group.settings().name()));
    }

    /** There is nothing to save, so all the words that say how only need to be words of Redis. */
    private void shutdown(Call call) throws RespException {
        Argv argv = call.argv();
        boolean abort = false;
        for (int i = 1; i < argv.size(); i++) {
            switch (argv.text(i).toLowerCase(Locale.ROOT)) {
                case "save", "nosave", "now", "force" -> {}
                case "abort" -> abort = true;
                default -> throw Errors.syntax();
            }
        }
        if (abort && argv.size() > 2) {
            throw Errors.syntax();
        }
        if (abort) {
            throw SentinelErrors.noShutdown();
        }
        shutdown.run();
        call.client().closeAfterReply();
    }

    /** As in Redis, the words before a bad one count, and asking for help disarms. */
    private void simulateFailure(Call call) throws RespException {
        Argv argv = call.argv();
        failures.flags(0);
        for (int i = 2; i < argv.size(); i++) {
            switch (argv.text(i).toLowerCase(Locale.ROOT)) {
                case "crash-after-election" -> failures.flags(failures.flags() | FailureSimulation.AFTER_ELECTION);
                case "crash-after-promotion" -> failures.flags(failures.flags() | FailureSimulation.AFTER_PROMOTION);
                case "help" -> {
                    call.reply().array(2);
                    call.reply().bulk("crash-after-election");
                    call.reply().bulk("crash-after-promotion");
                    return;
                }
                default -> throw SentinelErrors.unknownFailure();
            }
        }
        call.reply().ok();
    }
}
