package io.vedette.session;

import io.vedette.command.CommandFacts;
import io.vedette.command.CommandSpec;
import io.vedette.resp.Argv;
import io.vedette.resp.Errors;
import io.vedette.resp.RespException;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What this process offers: functions bound to the facts of Redis' commands. Filled at start, then only read (and renamed
 * by {@code rename-command}). A command that is not bound does not exist: clients get Redis' own words for that.
 *
 * <p>A subcommand ({@code client|list}) brings its container along; a container with a function of its own (COMMAND) is
 * bound like any command.
 */
public final class CommandTable {
    private static final BoundCommand NONE =
            new BoundCommand(CommandSpec.own("", -1, ""), call -> call.reply().nullBulk());

    private final CommandFacts facts;
    private final CommandIndex commands = new CommandIndex();
    private byte[] lastName = {};
    private BoundCommand last = NONE;

    public CommandTable(CommandFacts facts) {
        this.facts = facts;
    }

    /**
     * @param name {@code get}, {@code client|list}
     * @throws IllegalArgumentException no command of Redis, or bound already
     */
    public CommandTable bind(String name, CommandFunction function) {
        CommandSpec spec =
                facts.find(name).orElseThrow(() -> new IllegalArgumentException("Redis has no command '" + name + "'"));
        return bindOwn(spec, function);
    }

    /** Binds a command that Redis does not have, or has with other facts. */
    public CommandTable bindOwn(CommandSpec spec, CommandFunction function) {
        String name = spec.name();
        int bar = name.indexOf('|');
        CommandIndex index =
                bar < 0 ? commands : container(name.substring(0, bar)).index();
        String word = name.substring(bar + 1);
        Optional<BoundCommand> present = index.named(word);
        if (present.isEmpty()) {
            index.put(word, new BoundCommand(spec, function));
        } else if (present.get().function() instanceof OnlySubcommands) {
            present.get().function(function);
        } else {
            throw new IllegalArgumentException("command '" + name + "' is bound twice");
        }
        return this;
    }

    /**
     * {@code rename-command}: the command answers to {@code newName} only; an empty name takes it away.
     *
     * @return false if there is no such command, or the new name is taken
     */
    public boolean rename(String oldName, String newName) {
        String from = oldName.toLowerCase(Locale.ROOT);
        String to = newName.toLowerCase(Locale.ROOT);
        Optional<BoundCommand> command = commands.named(from);
        if (command.isEmpty() || (!to.equals(from) && commands.named(to).isPresent())) {
            return false;
        }
        commands.remove(from);
        lastName = new byte[0];
        last = NONE;
        if (!to.isEmpty()) {
            commands.put(to, command.get());
        }
        return true;
    }

    /**
     * The command that a request means. The number of words is not looked at yet ({@link BoundCommand#checkArity}).
     *
     * @throws RespException unknown command, unknown subcommand
     */
    public BoundCommand find(Argv argv) throws RespException {
        BoundCommand command = command(argv.bytes(0));
        if (command == NONE) {
            throw Errors.unknownCommand(argv);
        }
        if (argv.size() == 1 || command.index().isEmpty()) {
            return command;
        }
        BoundCommand subcommand = command.index().find(argv.bytes(1), NONE);
        if (subcommand == NONE) {
            throw Errors.unknownSubcommand(command.spec().name(), argv.bytes(1));
        }
        return subcommand;
    }

    /** Whether the request is for a command that is over in a moment, unless what it meets is large. */
    boolean isShort(Argv argv) {
        return command(argv.bytes(0)).isShort();
    }

    /** Mostly the one before comes again, its name in the same array: names are never changed. */
    private BoundCommand command(byte[] name) {
        if (name != lastName) {
            last = commands.find(name, NONE);
            lastName = name;
        }
        return last;
    }

    /** By the full name, {@code get} or {@code client|list}, in any case. */
    public Optional<BoundCommand> named(String fullName) {
        String name = fullName.toLowerCase(Locale.ROOT);
        int bar = name.indexOf('|');
        return bar < 0
                ? commands.named(name)
                : commands.named(name.substring(0, bar)).flatMap(c -> c.index().named(name.substring(bar + 1)));
    }

    /** The commands, without subcommands, in the order of binding. */
    public Collection<BoundCommand> commands() {
        return commands.all();
    }

    /** Every command and subcommand that can run. */
    public void forEach(Consumer<BoundCommand> action) {
        for (BoundCommand command : commands.all()) {
            action.accept(command);
            command.subcommands().forEach(action);
        }
    }

    /** Forgets all statistics: CONFIG RESETSTAT. */
    public void resetStats() {
        forEach(command -> command.stats().reset());
    }

    private BoundCommand container(String name) {
        return commands.named(name).orElseGet(() -> {
            CommandSpec spec = facts.find(name).orElseGet(() -> CommandSpec.own(name, -2, "server"));
            BoundCommand container = new BoundCommand(spec, new OnlySubcommands());
            commands.put(name, container);
            return container;
        });
    }

    /** The function of a container that cannot run by itself: its arity refuses the request before. */
    private record OnlySubcommands() implements CommandFunction {
        @Override
        public void run(Call call) {
            throw Errors.wrongArity(call.spec().name());
        }
    }
}
