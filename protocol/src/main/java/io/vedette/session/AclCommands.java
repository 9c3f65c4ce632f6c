package io.vedette.session;

import io.vedette.acl.AclCatalog;
import io.vedette.acl.AclErrors;
import io.vedette.acl.AclLog;
import io.vedette.acl.AclRuleException;
import io.vedette.acl.AclText;
import io.vedette.acl.AclUsers;
import io.vedette.acl.AclWords;
import io.vedette.acl.Refusal;
import io.vedette.acl.Rights;
import io.vedette.acl.Selector;
import io.vedette.acl.User;
import io.vedette.command.CommandFacts;
import io.vedette.command.CommandSpec;
import io.vedette.resp.Argv;
import io.vedette.resp.ByteKey;
import io.vedette.resp.Errors;
import io.vedette.resp.ReplyWriter;
import io.vedette.resp.RespException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** The subcommands of ACL. Whoever loses a right loses what it was used for: clients of a removed user are closed. */
public final class AclCommands {
    private static final String[] HELP = {
        "CAT [<category>]",
        "    List all commands that belong to <category>, or all command categories",
        "    when no category is specified.",
        "DELUSER <username> [<username> ...]",
        "    Delete a list of users.",
        "DRYRUN <username> <command> [<arg> ...]",
        "    Returns whether the user can execute the given command without executing the command.",
        "GETUSER <username>",
        "    Get the user's details.",
        "GENPASS [<bits>]",
        "    Generate a secure 256-bit user password. The optional `bits` argument can",
        "    be used to specify a different size.",
        "LIST",
        "    Show users details in config file format.",
        "LOAD",
        "    Reload users from the ACL file.",
        "LOG [<count> | RESET]",
        "    Show the ACL log entries.",
        "SAVE",
        "    Save the current config to the ACL file.",
        "SETUSER <username> <attribute> [<attribute> ...]",
        "    Create or modify a user with the specified attributes.",
        "USERS",
        "    List all the registered usernames.",
        "WHOAMI",
        "    Return the current connection username."
    };

    private static final int GENPASS_BITS = 256;
    private static final int GENPASS_MAX_BITS = 4096;
    private static final int BITS_PER_DIGIT = 4;
    private static final int LOG_ENTRIES = 10;

    /** The commands of a sentinel begin so, and no others. */
    private static final String SENTINEL = "sentinel";

    private final AclUsers users;
    private final Clients clients;
    private final Dispatcher dispatcher;
    private final AclStore store;
    private final RandomGenerator random;

    /** @param random draws passwords: must be hard to guess */
    public AclCommands(Clients clients, Dispatcher dispatcher, AclStore store, RandomGenerator random) {
        this.random = random;
        this.users = dispatcher.users();
        this.clients = clients;
        this.dispatcher = dispatcher;
        this.store = store;
    }

    /** What rules can name: to be given to {@link AclUsers}. */
    public static AclCatalog catalog(CommandTable table) {
        return new AclCatalog(specs(table), List.of());
    }

    /** The same, where they may also name the other commands of a data server. */
    public static AclCatalog catalog(CommandTable table, CommandFacts facts) {
        List<CommandSpec> known = facts.names().stream()
                .filter(name -> !name.startsWith(SENTINEL))
                .flatMap(name -> facts.find(name).stream())
                .toList();
        return new AclCatalog(specs(table), known);
    }

    private static List<CommandSpec> specs(CommandTable table) {
        List<CommandSpec> specs = new ArrayList<>();
        table.forEach(command -> specs.add(command.spec()));
        return specs;
    }

    public void bindTo(CommandTable table) {
        table.bind("acl|cat", this::categories);
        table.bind("acl|deluser", this::removeUsers);
        table.bind("acl|dryrun", this::dryRun);
        table.bind("acl|genpass", this::makePassword);
        table.bind("acl|getuser", this::user);
        table.bind("acl|help", new Help("acl", HELP));
        table.bind("acl|list", call -> bulks(call.reply(), users.lines()));
        table.bind("acl|load", this::load);
        table.bind("acl|log", this::log);
        table.bind("acl|save", this::save);
        table.bind("acl|setuser", this::setUser);
        table.bind(
                "acl|users",
                call -> bulks(call.reply(), users.all().stream().map(User::name).toList()));
        table.bind(
                "acl|whoami",
                call -> call.client()
                        .user()
                        .ifPresentOrElse(
                                user -> bulk(call.reply(), user.name()),
                                () -> call.reply().nullBulk()));
    }

    // --- looking ---

    private void categories(Call call) throws RespException {
        Argv argv = call.argv();
        if (argv.size() > 3) {
            throw Errors.unknownSubcommandOrArguments("acl", argv.bytes(1));
        }
        if (argv.size() == 2) {
            bulks(call.reply(), AclCatalog.CATEGORIES);
            return;
        }
        String category = argv.text(2).toLowerCase(Locale.ROOT);
        if (!AclCatalog.CATEGORIES.contains(category)) {
            throw AclErrors.unknownCategory(argv.text(2));
        }
        bulks(call.reply(), users.catalog().namesIn(category));
    }

    private void user(Call call) {
        Optional<User> user = users.find(word(call, 2));
        ReplyWriter reply = call.reply();
        if (user.isEmpty()) {
            reply.nullBulk();
            return;
        }
        Rights rights = user.get().rights();
        reply.map(6);
        reply.bulk("flags");
        reply.set(rights.flags().size());
        rights.flags().forEach(reply::bulk);
        reply.bulk("passwords");
        bulks(reply, rights.passwords());
        selector(reply, rights.selectors().getFirst());
        reply.bulk("selectors");
        reply.array(rights.selectors().size() - 1L);
        for (Selector selector :
                rights.selectors().subList(1, rights.selectors().size())) {
            reply.map(3);
            selector(reply, selector);
        }
    }

    private void selector(ReplyWriter reply, Selector selector) {
        reply.bulk("commands");
        bulk(reply, selector.commandsText(users.catalog()));
        reply.bulk("keys");
        bulk(reply, selector.keysText());
        reply.bulk("channels");
        bulk(reply, selector.channelsText());
    }

    private void dryRun(Call call) throws RespException {
        User user = users.find(word(call, 2)).orElseThrow(() -> AclErrors.unknownUser(word(call, 2)));
        Argv request = call.argv().tail(3);
        BoundCommand command = resolve(request).orElseThrow(() -> AclErrors.unknownCommand(word(call, 3)));
        command.checkArity(request.size());
        Optional<Refusal> refusal = users.refusal(user, command.spec(), request);
        if (refusal.isEmpty()) {
            call.reply().ok();
            return;
        }
        String denied = "This user has no permissions to ";
        bulk(
                call.reply(),
                switch (refusal.get()) {
                    case Refusal.OfCommand ofCommand ->
                        denied + "run the '" + command.spec().name() + "' command";
                    case Refusal.OfKey key -> denied + "access the '" + latin(request.bytes(key.position())) + "' key";
                    case Refusal.OfChannel channel ->
                        denied + "access the '" + latin(request.bytes(channel.position())) + "' channel";
                });
    }

    private Optional<BoundCommand> resolve(Argv request) {
        try {
            return Optional.of(dispatcher.table().find(request));
        } catch (RespException unknown) {
            return Optional.empty();
        }
    }

    private void makePassword(Call call) throws RespException {
        if (call.argv().size() > 3) {
            throw Errors.unknownSubcommandOrArguments("acl", call.argv().bytes(1));
        }
        long bits = call.argv().size() == 3 ? call.argv().asLong(2) : GENPASS_BITS;
        if (bits <= 0 || bits > GENPASS_MAX_BITS) {
            throw AclErrors.genpassBits();
        }
        int digits = (int) (bits + BITS_PER_DIGIT - 1) / BITS_PER_DIGIT;
        byte[] bytes = new byte[digits / 2 + 1];
        random.nextBytes(bytes);
        call.reply().bulk(HexFormat.of().formatHex(bytes).substring(0, digits));
    }

    private void log(Call call) throws RespException {
        Argv argv = call.argv();
        if (argv.size() > 3) {
            throw Errors.unknownSubcommandOrArguments("acl", argv.bytes(1));
        }
        if (argv.size() == 3 && argv.is(2, "reset")) {
            users.log().clear();
            call.reply().ok();
            return;
        }
        long count = argv.size() == 3 ? argv.asLong(2) : LOG_ENTRIES;
        List<AclLog.Entry> entries = users.log().newest(count);
        ReplyWriter reply = call.reply();
        reply.array(entries.size());
        for (AclLog.Entry entry : entries) {
            reply.map(7);
            reply.bulk("count");
            reply.integer(entry.count());
            reply.bulk("reason");
            reply.bulk(entry.reason());
            reply.bulk("context");
            reply.bulk(entry.context());
            reply.bulk("object");
            bulk(reply, entry.object());
            reply.bulk("username");
            bulk(reply, entry.user());
            reply.bulk("age-seconds");
            reply.doubleValue((call.nowMillis() - entry.atMillis()) / 1000.0);
            reply.bulk("client-info");
            reply.bulk(entry.clientInfo());
        }
    }

    // --- changing ---

    private void setUser(Call call) throws RespException {
        String name = word(call, 2);
        if (name.chars().anyMatch(c -> c == 0 || c == ' ' || c >= '\t' && c <= '\r')) {
            throw AclErrors.badName();
        }
        List<String> words = new ArrayList<>();
        for (int i = 3; i < call.argv().size(); i++) {
            words.add(word(call, i));
        }
        try {
            users.change(name, AclWords.joined(words));
        } catch (AclUsers.BadRule e) {
            throw AclErrors.badRule(e.word(), e.getMessage());
        } catch (AclRuleException e) {
            throw new RespException("ERR " + e.getMessage());
        }
        endWhatIsNotAllowed(call.client());
        call.reply().ok();
    }

    private void removeUsers(Call call) throws RespException {
        Argv argv = call.argv();
        for (int i = 2; i < argv.size(); i++) {
            if (word(call, i).equals(AclUsers.DEFAULT)) {
                throw AclErrors.defaultStays();
            }
        }
        int removed = 0;
        for (int i = 2; i < argv.size(); i++) {
            removed += users.remove(word(call, i)) ? 1 : 0;
        }
        call.reply().integer(removed);
        endWhatIsNotAllowed(call.client());
    }

    /** Closes clients whose user is gone, or whose subscriptions are not allowed any more. */
    private void endWhatIsNotAllowed(Client asking) {
        for (Client client : clients.matching(AclCommands::mayNotStay)) {
            if (client == asking) {
                client.closeAfterReply();
            } else {
                clients.kill(client);
            }
        }
    }

    private static boolean mayNotStay(Client client) {
        return client.user()
                .filter(user -> user.isGone() || listensToMore(client, user.rights()))
                .isPresent();
    }

    private static boolean listensToMore(Client client, Rights rights) {
        Subscriptions held = client.subscriptions();
        return anyForbidden(held.channels(), false, rights)
                || anyForbidden(held.shardChannels(), false, rights)
                || anyForbidden(held.patterns(), true, rights);
    }

    private static boolean anyForbidden(Collection<ByteKey> names, boolean patterns, Rights rights) {
        return names.stream().anyMatch(name -> !rights.allowsChannel(name.bytes(), patterns));
    }

    // --- the file ---

    private void load(Call call) throws RespException {
        String name = store.name().orElseThrow(AclErrors::noFile);
        Later later = new Later(call.client());
        store.read(text -> {
            String faults = text.map(read -> AclText.load(name, read, users))
                    .orElse("Error loading ACLs, opening file '" + name + "'");
            later.answer(reply -> {
                if (faults.isEmpty()) {
                    reply.ok();
                } else {
                    dispatcher.error(call.client(), AclErrors.badFile(faults));
                }
            });
            endWhatIsNotAllowed(call.client());
        });
        later.begin();
    }

    private void save(Call call) throws RespException {
        store.name().orElseThrow(AclErrors::noFile);
        Later later = new Later(call.client());
        store.write(
                AclText.of(users),
                saved -> later.answer(reply -> {
                    if (saved) {
                        reply.ok();
                    } else {
                        dispatcher.error(call.client(), AclErrors.notSaved());
                    }
                }));
        later.begin();
    }

    /** A client that waits for the disk: until the answer, unless it goes before. */
    private final class Later implements Waiting {
        private final Client client;
        private Optional<Consumer<ReplyWriter>> early = Optional.empty();
        private boolean waits;

        private Later(Client client) {
            this.client = client;
        }

        private void begin() {
            if (early.isPresent()) {
                early.get().accept(client.reply());
            } else {
                waits = true;
                client.block(this);
            }
        }

        private void answer(Consumer<ReplyWriter> reply) {
            if (waits) {
                waits = false;
                dispatcher.answerBlocked(client, reply);
            } else {
                early = Optional.of(reply);
            }
        }

        @Override
        public void timedOut(Client blocked) {
            waits = false;
            blocked.reply().nullBulk();
        }

        @Override
        public void abandoned(Client gone) {
            waits = false;
        }
    }

    // --- words of one character a byte ---

    private static String word(Call call, int position) {
        return latin(call.argv().bytes(position));
    }

    private static String latin(byte[] word) {
        return new String(word, StandardCharsets.ISO_8859_1);
    }

    private static void bulk(ReplyWriter reply, String word) {
        reply.bulk(word.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static void bulks(ReplyWriter reply, Collection<String> words) {
        reply.array(words.size());
        words.forEach(word -> bulk(reply, word));
    }
}
