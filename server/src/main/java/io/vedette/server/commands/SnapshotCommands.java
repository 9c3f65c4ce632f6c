package io.vedette.server.commands;

import io.vedette.resp.Argv;
import io.vedette.resp.Errors;
import io.vedette.resp.RespException;
import io.vedette.server.appendonly.AppendOnly;
import io.vedette.server.persistence.Saving;
import io.vedette.session.Call;
import io.vedette.session.CommandTable;

/** Commands about the files of the data: SAVE, BGSAVE, LASTSAVE, BGREWRITEAOF. */
public final class SnapshotCommands {
    private final Saving saving;
    private final AppendOnly appendOnly;

    public SnapshotCommands(Saving saving, AppendOnly appendOnly) {
        this.saving = saving;
        this.appendOnly = appendOnly;
    }

    public void bindTo(CommandTable table) {
        table.bind("save", this::save);
        table.bind("bgsave", this::bgsave);
        table.bind("bgrewriteaof", this::rewrite);
        table.bind("lastsave", call -> call.reply().integer(saving.schedule().savedSeconds()));
    }

    private void save(Call call) throws RespException {
        if (saving.schedule().isRunning()) {
            throw Errors.saveInProgress();
        }
        saving.schedule().countSave();
        if (!saving.save()) {
            throw Errors.unnamed();
        }
        call.reply().ok();
    }

    /** Inside of EXEC it begins after it, so that a half of a transaction is never frozen. */
    private void bgsave(Call call) throws RespException {
        Argv argv = call.argv();
        if (argv.size() > 2 || argv.size() == 2 && !argv.is(1, "schedule")) {
            throw Errors.syntax();
        }
        if (saving.schedule().isRunning()) {
            throw Errors.saveInProgress();
        }
        boolean rewriting = appendOnly.schedule().isRunning();
        if (rewriting && argv.size() == 1) {
            throw Errors.saveDuringRewrite();
        }
        if (rewriting || isInsideExec(call)) {
            saving.want();
            call.reply().simple("Background saving scheduled");
        } else {
            saving.begin();
            call.reply().simple("Background saving started");
        }
    }

    /** Inside of EXEC it begins after it, for the same reason. */
    private void rewrite(Call call) throws RespException {
        if (appendOnly.schedule().isRunning()) {
            throw Errors.rewriteInProgress();
        }
        if (isInsideExec(call) || !appendOnly.mayRewrite()) {
            appendOnly.schedule().want();
            call.reply().simple("Background append only file rewriting scheduled");
        } else {
            appendOnly.rewrite();
            call.reply().simple("Background append only file rewriting started");
        }
    }

    private static boolean isInsideExec(Call call) {
        return call.client()
                .lastCommand()
                .filter(last -> last.spec().name().equals("exec"))
                .isPresent();
    }
}
