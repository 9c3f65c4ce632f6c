package io.vedette.sentinel.net;

import io.vedette.command.CommandFlag;
import io.vedette.command.CommandSpec;
import io.vedette.resp.ReplyWriter;
import io.vedette.resp.RespException;
import io.vedette.sentinel.core.Account;
import io.vedette.session.Call;
import io.vedette.session.CommandTable;
import java.util.Optional;
import java.util.function.Function;

/**
 * The subcommands of SENTINEL by which it explains itself: EXPLAIN, HISTORY and DRYRUN, which no other sentinel has. They read
 * only. Maps are RESP3 maps, and flat arrays in RESP2.
 */
final class SentinelAccounts {
    private static final String GROUP = "sentinel";
    private static final int ARITY = 3;

    /** What the core has to tell, each by the name of a group; empty where there is no such group. */
    interface Source {
        Optional<Account> explain(String group);

        Optional<Account> history(String group);

        Optional<Account> dryRun(String group);
    }

    private final Source source;

    SentinelAccounts(Source source) {
        this.source = source;
    }

    void bindTo(CommandTable table) {
        bind(table, "explain", source::explain);
        bind(table, "history", source::history);
        bind(table, "dryrun", source::dryRun);
    }

    private static void bind(CommandTable table, String name, Function<String, Optional<Account>> account) {
        table.bindOwn(
                CommandSpec.own("sentinel|" + name, ARITY, GROUP, CommandFlag.ADMIN), call -> answer(call, account));
    }

    private static void answer(Call call, Function<String, Optional<Account>> account) throws RespException {
        write(call.reply(), account.apply(call.argv().text(2)).orElseThrow(SentinelErrors::noSuchMaster));
    }

    static void write(ReplyWriter reply, Account account) {
        switch (account) {
            case Account.Text text -> reply.bulk(text.value());
            case Account.Number number -> reply.integer(number.value());
            case Account.Items items -> {
                reply.array(items.items().size());
                items.items().forEach(item -> write(reply, item));
            }
            case Account.Fields fields -> {
                reply.map(fields.fields().size());
                for (Account.Field field : fields.fields()) {
                    reply.bulk(field.name());
                    write(reply, field.value());
                }
            }
        }
    }
}
