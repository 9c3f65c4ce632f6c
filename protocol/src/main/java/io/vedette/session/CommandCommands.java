package io.vedette.session;

import io.vedette.command.CommandFlag;
import io.vedette.command.CommandKeys;
import io.vedette.resp.Argv;
import io.vedette.resp.Errors;
import io.vedette.resp.Glob;
import io.vedette.resp.ReplyWriter;
import io.vedette.resp.RespException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/** COMMAND and its subcommands: they tell of what the table offers, and of nothing else. */
public final class CommandCommands {
    private static final String[] HELP = {
        "(no subcommand)",
        "    Return details about all Redis commands.",
        "COUNT",
        "    Return the total number of commands in this Redis server.",
        "LIST",
        "    Return a list of all commands in this Redis server.",
        "INFO [<command-name> ...]",
        "    Return details about multiple Redis commands.",
        "    If no command names are given, documentation details for all",
        "    commands are returned.",
        "DOCS [<command-name> ...]",
        "    Return documentation details about multiple Redis commands.",
        "    If no command names are given, documentation details for all",
        "    commands are returned.",
        "GETKEYS <full-command>",
        "    Return the keys from a full Redis command.",
        "GETKEYSANDFLAGS <full-command>",
        "    Return the keys and the access flags from a full Redis command."
    };

    private final CommandTable table;
    private final CommandDescriptions descriptions = new CommandDescriptions();

    public CommandCommands(CommandTable table) {
        this.table = table;
    }

    /** Binds them to the table that they tell of. */
    public void bind() {
        table.bind("command", call -> describe(call.reply(), table.commands()));
        table.bind(
                "command|count", call -> call.reply().integer(table.commands().size()));
        table.bind("command|info", this::info);
        table.bind("command|docs", this::docs);
        table.bind("command|list", this::list);
        table.bind("command|getkeys", call -> keys(call, false));
        table.bind("command|getkeysandflags", call -> keys(call, true));
        table.bind("command|help", new Help("command", HELP));
    }

    private void describe(ReplyWriter reply, Collection<BoundCommand> commands) {
        reply.array(commands.size());
        commands.forEach(command -> descriptions.info(reply, command));
    }

    private void info(Call call) {
        Argv argv = call.argv();
        if (argv.size() == 2) {
            describe(call.reply(), table.commands());
            return;
        }
        call.reply().array(argv.size() - 2);
        for (int i = 2; i < argv.size(); i++) {
            table.named(argv.text(i))
                    .ifPresentOrElse(command -> descriptions.info(call.reply(), command), call.reply()::nullBulk);
        }
    }

    private void docs(Call call) {
        Argv argv = call.argv();
        Collection<BoundCommand> shown = table.commands();
        if (argv.size() > 2) {
            List<BoundCommand> named = new ArrayList<>();
            for (int i = 2; i < argv.size(); i++) {
                table.named(argv.text(i)).ifPresent(named::add);
            }
            shown = named;
        }
        call.reply().map(shown.size());
        shown.forEach(command -> descriptions.docs(call.reply(), command));
    }

    private void list(Call call) throws RespException {
        Argv argv = call.argv();
        Predicate<BoundCommand> wanted;
        if (argv.size() == 2) {
            wanted = command -> true;
        } else if (argv.size() == 5 && argv.is(2, "filterby")) {
            wanted = filter(argv);
        } else {
            throw Errors.syntax();
        }
        List<String> names = new ArrayList<>();
        table.forEach(command -> {
            if (wanted.test(command)) {
                names.add(command.spec().name());
            }
        });
        call.reply().array(names.size());
        names.forEach(call.reply()::bulk);
    }

    private static Predicate<BoundCommand> filter(Argv argv) throws RespException {
        String value = argv.text(4);
        if (argv.is(3, "module")) {
            return command -> false; // there are no modules
        }
        if (argv.is(3, "aclcat")) {
            String category = value.toLowerCase(Locale.ROOT);
            return command -> command.spec().categories().contains(category);
        }
        if (argv.is(3, "pattern")) {
            return command -> Glob.matchesAnyCase(value, command.spec().name());
        }
        throw Errors.syntax();
    }

    private void keys(Call call, boolean withFlags) throws RespException {
        Argv request = call.argv().tail(2);
        BoundCommand command = resolve(request).orElseThrow(Errors::getKeysOfNoCommand);
        if (!CommandKeys.mayHaveKeys(command.spec())) {
            throw Errors.getKeysWithoutKeys();
        }
        if (!command.spec().acceptsArity(request.size())) {
            throw Errors.getKeysArity();
        }
        List<CommandKeys.Key> keys = CommandKeys.in(command.spec(), request);
        if (keys.isEmpty() && !command.spec().has(CommandFlag.NO_MANDATORY_KEYS)) {
            throw Errors.getKeysArguments();
        }
        ReplyWriter reply = call.reply();
        reply.array(keys.size());
        for (CommandKeys.Key key : keys) {
            if (withFlags) {
                reply.array(2);
            }
            reply.bulk(request.bytes(key.position()));
            if (withFlags) {
                reply.set(key.flags().size());
                key.flags().forEach(reply::simple);
            }
        }
    }

    private Optional<BoundCommand> resolve(Argv request) {
        try {
            return Optional.of(table.find(request));
        } catch (RespException unknown) {
            return Optional.empty();
        }
    }
}
