package io.vedette.session;

import io.vedette.acl.AclUsers;
import io.vedette.acl.User;
import io.vedette.resp.Argv;
import io.vedette.resp.Ascii;
import io.vedette.resp.ConnectionErrors;
import io.vedette.resp.Errors;
import io.vedette.resp.RespException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;

/** Which clients CLIENT KILL means: all that were asked for must hold. Empty parts hold for everybody. */
record ClientFilter(
        OptionalLong id,
        Optional<String> address,
        Optional<String> localAddress,
        Optional<ClientType> type,
        Optional<String> user,
        boolean skipMe) {

    private static final ClientFilter ANYBODY = new ClientFilter(
            OptionalLong.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), true);

    /** The old form, {@code CLIENT KILL ip:port}. */
    static ClientFilter withAddress(String address) {
        return new ClientFilter(
                OptionalLong.empty(),
                Optional.of(address),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false);
    }

    /** The new form: pairs of option and value from position 2 on. */
    static ClientFilter parse(Argv argv, AclUsers users) throws RespException {
        ClientFilter filter = ANYBODY;
        for (int i = 2; i < argv.size(); i += 2) {
            if (i + 1 == argv.size()) {
                throw Errors.syntax();
            }
            filter = filter.with(argv, i, users);
        }
        return filter;
    }

    boolean matches(Client client, Client asking) {
        return (id.isEmpty() || id.getAsLong() == client.id())
                && (address.isEmpty() || address.get().equals(client.transport().remoteAddress()))
                && (localAddress.isEmpty()
                        || localAddress.get().equals(client.transport().localAddress()))
                && (type.isEmpty() || type.get() == client.type())
                && (user.isEmpty()
                        || client.isAuthenticated()
                                && client.user().map(User::name).equals(user))
                && !(skipMe && client == asking);
    }

    private ClientFilter with(Argv argv, int i, AclUsers users) throws RespException {
        String value = argv.text(i + 1);
        if (argv.is(i, "id")) {
            return new ClientFilter(OptionalLong.of(clientId(argv, i + 1)), address, localAddress, type, user, skipMe);
        }
        if (argv.is(i, "addr")) {
            return new ClientFilter(id, Optional.of(value), localAddress, type, user, skipMe);
        }
        if (argv.is(i, "laddr")) {
            return new ClientFilter(id, address, Optional.of(value), type, user, skipMe);
        }
        if (argv.is(i, "type")) {
            ClientType named =
                    ClientType.named(value).orElseThrow(() -> ConnectionErrors.unknownClientType(argv.bytes(i + 1)));
            return new ClientFilter(id, address, localAddress, Optional.of(named), user, skipMe);
        }
        if (argv.is(i, "user")) {
            String name = new String(argv.bytes(i + 1), StandardCharsets.ISO_8859_1);
            if (users.find(name).isEmpty()) {
                throw ConnectionErrors.noSuchUser(argv.bytes(i + 1));
            }
            return new ClientFilter(id, address, localAddress, type, Optional.of(name), skipMe);
        }
        if (argv.is(i, "skipme") && (argv.is(i + 1, "yes") || argv.is(i + 1, "no"))) {
            return new ClientFilter(id, address, localAddress, type, user, argv.is(i + 1, "yes"));
        }
        throw Errors.syntax();
    }

    private static long clientId(Argv argv, int position) throws RespException {
        if (!Ascii.isLong(argv.bytes(position)) || argv.asLong(position) < 1) {
            throw ConnectionErrors.clientIdNotPositive();
        }
        return argv.asLong(position);
    }
}
