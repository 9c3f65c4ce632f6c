package io.vedette.session;

import io.vedette.command.CommandDocs;
import io.vedette.command.CommandFlag;
import io.vedette.command.CommandSpec;
import io.vedette.command.KeySpec;
import io.vedette.resp.ReplyWriter;
import java.util.List;
import java.util.Optional;

/** Writes commands in the forms of COMMAND INFO and COMMAND DOCS. The documentation is loaded when first asked for. */
final class CommandDescriptions {
    private Optional<CommandDocs> docs = Optional.empty();

    void info(ReplyWriter reply, BoundCommand command) {
        CommandSpec spec = command.spec();
        reply.array(10);
        reply.bulk(spec.name());
        reply.integer(spec.arity());
        words(
                reply,
                spec.flags().stream()
                        .filter(CommandFlag::isShown)
                        .map(CommandFlag::wireName)
                        .toList());
        reply.integer(spec.firstKey());
        reply.integer(spec.lastKey());
        reply.integer(spec.keyStep());
        words(reply, spec.categories().stream().map(category -> "@" + category).toList());
        reply.set(spec.tips().size());
        spec.tips().forEach(reply::bulk);
        reply.set(spec.keySpecs().size());
        spec.keySpecs().forEach(key -> keySpec(reply, key));
        if (command.subcommands().isEmpty()) {
            reply.set(0);
        } else {
            reply.array(command.subcommands().size());
            command.subcommands().forEach(subcommand -> info(reply, subcommand));
        }
    }

    private static void words(ReplyWriter reply, List<String> words) {
        reply.set(words.size());
        words.forEach(reply::simple);
    }

    private static void keySpec(ReplyWriter reply, KeySpec key) {
        reply.map(3);
        reply.bulk("flags");
        words(reply, key.flags());
        reply.bulk("begin_search");
        reply.map(2);
        switch (key.begin()) {
            case KeySpec.Begin.Index index -> {
                typed(reply, "index", 1);
                number(reply, "index", index.position());
            }
            case KeySpec.Begin.Keyword keyword -> {
                typed(reply, "keyword", 2);
                text(reply, "keyword", keyword.word());
                number(reply, "startfrom", keyword.startFrom());
            }
            case KeySpec.Begin.Unknown() -> typed(reply, "unknown", 0);
        }
        reply.bulk("find_keys");
        reply.map(2);
        switch (key.find()) {
            case KeySpec.Find.Range range -> {
                typed(reply, "range", 3);
                number(reply, "lastkey", range.lastKey());
                number(reply, "keystep", range.keyStep());
                number(reply, "limit", range.limit());
            }
            case KeySpec.Find.KeyNum count -> {
                typed(reply, "keynum", 3);
                number(reply, "keynumidx", count.countPosition());
                number(reply, "firstkey", count.firstKey());
                number(reply, "keystep", count.keyStep());
            }
            case KeySpec.Find.Unknown() -> typed(reply, "unknown", 0);
        }
    }

    private static void typed(ReplyWriter reply, String type, int parts) {
        text(reply, "type", type);
        reply.bulk("spec");
        reply.map(parts);
    }

    private static void text(ReplyWriter reply, String name, String value) {
        reply.bulk(name);
        reply.bulk(value);
    }

    private static void textIfAny(ReplyWriter reply, String name, String value) {
        if (!value.isEmpty()) {
            text(reply, name, value);
        }
    }

    private static void number(ReplyWriter reply, String name, long value) {
        reply.bulk(name);
        reply.integer(value);
    }

    /** Writes the name and the documentation: one pair of a map. */
    void docs(ReplyWriter reply, BoundCommand command) {
        CommandDocs loaded = docs.orElseGet(CommandDocs::load);
        docs = Optional.of(loaded);
        CommandSpec spec = command.spec();
        CommandDocs.Entry entry = loaded.of(spec.name());
        CommandDocs.Words words = loaded.words(spec.name());
        reply.bulk(spec.name());
        reply.map(1
                + present(!words.summary().isEmpty())
                + present(!words.complexity().isEmpty())
                + present(!words.history().isEmpty())
                + present(!spec.since().isEmpty())
                + present(!entry.docFlags().isEmpty())
                + present(!entry.deprecatedSince().isEmpty())
                + present(!entry.replacedBy().isEmpty())
                + present(!entry.arguments().isEmpty())
                + present(!command.subcommands().isEmpty()));
        textIfAny(reply, "summary", words.summary());
        textIfAny(reply, "since", spec.since());
        text(reply, "group", spec.group());
        textIfAny(reply, "complexity", words.complexity());
        if (!entry.docFlags().isEmpty()) {
            reply.bulk("doc_flags");
            words(reply, entry.docFlags());
        }
        textIfAny(reply, "deprecated_since", entry.deprecatedSince());
        textIfAny(reply, "replaced_by", entry.replacedBy());
        history(reply, words.history());
        if (!entry.arguments().isEmpty()) {
            reply.bulk("arguments");
            arguments(reply, entry.arguments());
        }
        if (!command.subcommands().isEmpty()) {
            reply.bulk("subcommands");
            reply.map(command.subcommands().size());
            command.subcommands().forEach(subcommand -> docs(reply, subcommand));
        }
    }

    private static void history(ReplyWriter reply, List<CommandDocs.Change> history) {
        if (!history.isEmpty()) {
            reply.bulk("history");
            reply.set(history.size());
            for (CommandDocs.Change change : history) {
                reply.array(2);
                reply.bulk(change.version());
                reply.bulk(change.what());
            }
        }
    }

    private static void arguments(ReplyWriter reply, List<CommandDocs.Argument> arguments) {
        reply.array(arguments.size());
        for (CommandDocs.Argument argument : arguments) {
            reply.map(2
                    + present(argument.keySpec() >= 0)
                    + present(argument.token().isPresent())
                    + present(!argument.since().isEmpty())
                    + present(!argument.deprecatedSince().isEmpty())
                    + present(!argument.flags().isEmpty())
                    + present(!argument.arguments().isEmpty()));
            text(reply, "name", argument.name());
            text(reply, "type", argument.type());
            if (argument.keySpec() >= 0) {
                number(reply, "key_spec_index", argument.keySpec());
            }
            argument.token().ifPresent(token -> text(reply, "token", token));
            textIfAny(reply, "since", argument.since());
            textIfAny(reply, "deprecated_since", argument.deprecatedSince());
            if (!argument.flags().isEmpty()) {
                reply.bulk("flags");
                words(reply, argument.flags());
            }
            if (!argument.arguments().isEmpty()) {
                reply.bulk("arguments");
                arguments(reply, argument.arguments());
            }
        }
    }

    private static int present(boolean present) {
        return present ? 1 : 0;
    }
}
