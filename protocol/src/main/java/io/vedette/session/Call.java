package io.vedette.session;

import io.vedette.command.CommandSpec;
import io.vedette.resp.Argv;
import io.vedette.resp.ReplyWriter;

/**
 * One execution of one command: what a {@link CommandFunction} sees.
 *
 * @param argv the request; position 0 is the command's name, 1 the subcommand's where {@code spec} is a subcommand
 * @param nowMillis wall clock when the command began, milliseconds since 1970; constant while it runs, and in MULTI
 */
public record Call(Client client, CommandSpec spec, Argv argv, long nowMillis) {
    public ReplyWriter reply() {
        return client.reply();
    }

    /** False if the command runs as part of another (EXEC), or by the master's word: then it must answer at once, and only once. */
    public boolean mayBlock() {
        return client.lastCommand().filter(own -> own.spec() == spec).isPresent();
    }
}
