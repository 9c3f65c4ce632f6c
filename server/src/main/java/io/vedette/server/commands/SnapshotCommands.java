package io.vedette.server.commands;

import io.vedette.resp.Argv;
import io.vedette.resp.Errors;
import io.vedette.resp.RespException;
import io.vedette.server.persistence.Saving;
import io.vedette.session.Call;
import io.vedette.session.CommandTable;

/** Commands about the snapshot file: SAVE, BGSAVE, LASTSAVE. */
public final class SnapshotCommands {
    private final Saving saving;

    public SnapshotCommands(Saving saving) {
        this.saving = saving;
    }

    public void bindTo(CommandTable table) {
        table.bind("save", this::save);
        table.bind("bgsave", this::bgsave);
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
        boolean insideExec = call.client()
                .lastCommand()
                .filter(last -> last.spec().name().equals("exec"))
                .isPresent();
        if (insideExec) {
            saving.want();
            call.reply().simple("Background saving scheduled");
        } else {
            saving.begin();
            call.reply().simple("Background saving started");
        }
    }
}
