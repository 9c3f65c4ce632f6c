package io.vedette.session;

import io.vedette.command.CommandFlag;
import io.vedette.command.CommandSpec;
import io.vedette.resp.Errors;
import io.vedette.resp.RespException;
import java.util.Collection;
import java.util.Optional;

/** A command that this process offers: its facts, its function, its subcommands and its statistics. */
public final class BoundCommand {
    private final CommandSpec spec;
    private final CommandStats stats = new CommandStats();
    private final CommandIndex subcommands = new CommandIndex();
    private final Optional<BoundCommand> asLast = Optional.of(this);
    private final boolean ofKeys;
    private final boolean isShort;
    private CommandFunction function;

    BoundCommand(CommandSpec spec, CommandFunction function) {
        this.spec = spec;
        this.function = function;
        this.ofKeys = spec.has(CommandFlag.WRITE) || spec.has(CommandFlag.READONLY);
        this.isShort = ofKeys
                && !spec.has(CommandFlag.BLOCKING)
                && (spec.has(CommandFlag.FAST) || spec.name().equals("set"))
                && !spec.name().equals("append");
    }

    public CommandSpec spec() {
        return spec;
    }

    /** True if it reads or writes keys, and changes nothing else of the process or the client. */
    boolean isOfKeys() {
        return ofKeys;
    }

    /**
     * True if it takes a constant or logarithmic time beside what it writes, frees or answers: what Redis calls fast, and SET, which
     * is not among them for what it may free; but not APPEND, which copies here what was there.
     */
    boolean isShort() {
        return isShort;
    }

    public CommandFunction function() {
        return function;
    }

    public CommandStats stats() {
        return stats;
    }

    /** In the order of binding; empty for a plain command. */
    public Collection<BoundCommand> subcommands() {
        return subcommands.all();
    }

    /** @throws RespException {@code ERR wrong number of arguments for ...} */
    public void checkArity(int words) throws RespException {
        if (!spec.acceptsArity(words)) {
            throw Errors.wrongArity(spec.name());
        }
    }

    /** Itself, wrapped once and for all: set on every command of every client. */
    Optional<BoundCommand> asLast() {
        return asLast;
    }

    CommandIndex index() {
        return subcommands;
    }

    void function(CommandFunction replacement) {
        function = replacement;
    }
}
