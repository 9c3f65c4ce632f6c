package io.vedette.sentinel.net;

import io.vedette.command.CommandSpec;
import io.vedette.session.CommandFunction;
import io.vedette.session.CommandTable;

/** Binds subcommands of SENTINEL that Valkey gave a second name; Redis' facts hold for both. */
final class Subcommands {
    private Subcommands() {}

    static void bind(CommandTable table, String name, String valkeyName, CommandFunction function) {
        table.bind("sentinel|" + name, function);
        CommandSpec facts = table.named("sentinel|" + name).orElseThrow().spec();
        table.bindOwn(
                new CommandSpec(
                        "sentinel|" + valkeyName,
                        facts.arity(),
                        facts.flags(),
                        facts.firstKey(),
                        facts.lastKey(),
                        facts.keyStep(),
                        facts.categories(),
                        facts.tips(),
                        facts.keySpecs(),
                        facts.since(),
                        facts.group()),
                function);
    }
}
