package io.vedette.session;

import io.vedette.acl.AclUsers;
import io.vedette.acl.User;
import io.vedette.resp.Argv;
import io.vedette.resp.Ascii;
import io.vedette.resp.ConnectionErrors;
import io.vedette.resp.Errors;
import io.vedette.resp.ReplyWriter;
import io.vedette.resp.RespException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * HELLO, AUTH, PING, ECHO, QUIT, RESET. Who may log in is {@link Identity#users}'s to say.
 *
 * <p>A real sentinel has HELLO, AUTH and PING of these: {@link #bindToSentinel}.
 */
public final class ConnectionCommands {
    private final Identity identity;
    private final Clients clients;

    public ConnectionCommands(Identity identity, Clients clients) {
        this.identity = identity;
        this.clients = clients;
    }

    public void bindTo(CommandTable table) {
        bindToSentinel(table);
        table.bind("echo", call -> call.reply().bulk(call.argv().bytes(1)));
        table.bind("quit", this::quit);
        table.bind("reset", this::reset);
    }

    public void bindToSentinel(CommandTable table) {
        table.bind("hello", this::hello);
        table.bind("auth", this::auth);
        table.bind("ping", this::ping);
    }

    private void ping(Call call) throws RespException {
        Argv argv = call.argv();
        if (argv.size() > 2) {
            throw Errors.wrongArity("ping");
        }
        ReplyWriter reply = call.reply();
        if (reply.protocol() == 2 && call.client().subscriptions().isSubscriber()) {
            reply.array(2);
            reply.bulk("pong");
            reply.bulk(argv.size() == 2 ? argv.bytes(1) : new byte[0]);
        } else if (argv.size() == 2) {
            reply.bulk(argv.bytes(1));
        } else {
            reply.simple("PONG");
        }
    }

    private void auth(Call call) throws RespException {
        Argv argv = call.argv();
        if (argv.size() > 3) {
            throw Errors.syntax();
        }
        if (argv.size() == 2 && identity.users().defaultUser().rights().open()) {
            throw ConnectionErrors.authWithoutPassword();
        }
        String user = argv.size() == 3 ? name(argv.bytes(1)) : AclUsers.DEFAULT;
        authenticate(call, user, argv.bytes(argv.size() - 1));
        call.reply().ok();
    }

    private void authenticate(Call call, String name, byte[] password) throws RespException {
        Client client = call.client();
        Optional<User> user = identity.users().authenticate(name, password);
        if (user.isEmpty()) {
            AclEntries.addLogin(identity.users().log(), call, name);
            throw ConnectionErrors.passwordWrong();
        }
        client.login(user.get());
        client.authenticated(true);
    }

    private static String name(byte[] word) {
        return new String(word, StandardCharsets.ISO_8859_1);
    }

    private void hello(Call call) throws RespException {
        Argv argv = call.argv();
        Client client = call.client();
        int version = argv.size() > 1 ? protocolVersion(argv) : client.reply().protocol();
        Optional<String> name = Optional.empty();
        int credentials = 0;
        for (int i = 2; i < argv.size(); i++) {
            int following = argv.size() - 1 - i;
            if (argv.is(i, "auth") && following >= 2) {
                credentials = i + 1;
                i += 2;
            } else if (argv.is(i, "setname") && following >= 1) {
                name = Optional.of(ClientNames.checked(argv.bytes(i + 1), ConnectionErrors::badClientName));
                i++;
            } else {
                throw ConnectionErrors.helloOption(argv.bytes(i));
            }
        }
        if (credentials > 0) {
            authenticate(call, name(argv.bytes(credentials)), argv.bytes(credentials + 1));
        }
        if (!client.isAuthenticated() && !identity.users().needsNoPassword()) {
            throw ConnectionErrors.noAuthHello();
        }
        name.ifPresent(client::name);
        client.reply().protocol(version);
        introduce(client);
    }

    private static int protocolVersion(Argv argv) throws RespException {
        if (!Ascii.isLong(argv.bytes(1))) {
            throw ConnectionErrors.protocolVersionNotAnInteger();
        }
        long version = argv.asLong(1);
        if (version != 2 && version != 3) {
            throw ConnectionErrors.protocolVersion();
        }
        return (int) version;
    }

    private void introduce(Client client) {
        boolean sentinel = identity.mode() == Identity.Mode.SENTINEL;
        ReplyWriter reply = client.reply();
        reply.map(sentinel ? 6 : 7);
        reply.bulk("server");
        reply.bulk(identity.serverName());
        reply.bulk("version");
        reply.bulk(Identity.REDIS_VERSION);
        reply.bulk("proto");
        reply.integer(reply.protocol());
        reply.bulk("id");
        reply.integer(client.id());
        reply.bulk("mode");
        reply.bulk(identity.mode().name().toLowerCase(Locale.ROOT));
        if (!sentinel) {
            reply.bulk("role");
            reply.bulk(identity.role().name().toLowerCase(Locale.ROOT));
        }
        reply.bulk("modules");
        reply.array(0);
    }

    private void quit(Call call) {
        call.reply().ok();
        call.client().closeAfterReply();
    }

    private void reset(Call call) throws RespException {
        Client client = call.client();
        if (client.type() == ClientType.REPLICA || client.type() == ClientType.MASTER) {
            throw ConnectionErrors.resetOfLink();
        }
        clients.end(client);
        client.login(identity.users().defaultUser());
        client.resetConnection(identity.users().needsNoPassword());
        call.reply().simple("RESET");
    }
}
