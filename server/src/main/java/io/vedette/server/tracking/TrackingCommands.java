package io.vedette.server.tracking;

import io.vedette.resp.Argv;
import io.vedette.resp.ByteKey;
import io.vedette.resp.ConnectionErrors;
import io.vedette.resp.Errors;
import io.vedette.resp.ReplyWriter;
import io.vedette.resp.RespException;
import io.vedette.server.session.ServerClient;
import io.vedette.server.session.TrackingState;
import io.vedette.session.Call;
import io.vedette.session.ClientCommands;
import io.vedette.session.Clients;
import io.vedette.session.CommandTable;
import io.vedette.session.Help;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** CLIENT TRACKING, CACHING, GETREDIR, TRACKINGINFO, and HELP that tells of them. */
public final class TrackingCommands {
    private final Tracking tracking;
    private final Clients clients;

    public TrackingCommands(Tracking tracking, Clients clients) {
        this.tracking = tracking;
        this.clients = clients;
    }

    public void bindTo(CommandTable table) {
        table.bind("client|tracking", this::tracking);
        table.bind("client|caching", this::caching);
        table.bind("client|getredir", call -> call.reply().integer(call.client().redirection()));
        table.bind("client|trackinginfo", this::info);
        table.bind("client|help", new Help("client", ClientCommands.helpWithTracking()));
    }

    private void tracking(Call call) throws RespException {
        Argv argv = call.argv();
        List<ByteKey> prefixes = new ArrayList<>();
        TrackingState.Options options = options(argv, prefixes);
        ServerClient client = (ServerClient) call.client();
        if (argv.is(2, "on")) {
            check(options, prefixes, client.tracking());
            tracking.begin(client, options, prefixes);
        } else if (argv.is(2, "off")) {
            client.endTracking();
        } else {
            throw Errors.syntax();
        }
        call.reply().ok();
    }

    private TrackingState.Options options(Argv argv, List<ByteKey> prefixes) throws RespException {
        long redirect = 0;
        boolean broadcast = false;
        boolean optIn = false;
        boolean optOut = false;
        boolean noLoop = false;
        for (int i = 3; i < argv.size(); i++) {
            boolean more = i + 1 < argv.size();
            if (argv.is(i, "redirect") && more) {
                i++;
                if (redirect != 0) {
                    throw ConnectionErrors.trackingSeveralRedirects();
                }
                redirect = argv.asLong(i);
                if (clients.find(redirect).isEmpty()) {
                    throw ConnectionErrors.trackingNoSuchRedirect();
                }
            } else if (argv.is(i, "bcast")) {
                broadcast = true;
            } else if (argv.is(i, "optin")) {
                optIn = true;
            } else if (argv.is(i, "optout")) {
                optOut = true;
            } else if (argv.is(i, "noloop")) {
                noLoop = true;
            } else if (argv.is(i, "prefix") && more) {
                i++;
                prefixes.add(new ByteKey(argv.bytes(i)));
            } else {
                throw Errors.syntax();
            }
        }
        return new TrackingState.Options(redirect, broadcast, optIn, optOut, noLoop);
    }

    private static void check(TrackingState.Options options, List<ByteKey> prefixes, Optional<TrackingState> before)
            throws RespException {
        if (!options.broadcast() && !prefixes.isEmpty()) {
            throw ConnectionErrors.trackingPrefixWithoutBroadcast();
        }
        if (before.filter(state -> state.options().broadcast() != options.broadcast())
                .isPresent()) {
            throw ConnectionErrors.trackingSwitchesBroadcast();
        }
        if (options.broadcast() && (options.optIn() || options.optOut())) {
            throw ConnectionErrors.trackingChoiceWithBroadcast();
        }
        if (options.optIn() && options.optOut()) {
            throw ConnectionErrors.trackingBothChoices();
        }
        if (before.map(TrackingState::options)
                .filter(old -> options.optIn() && old.optOut() || options.optOut() && old.optIn())
                .isPresent()) {
            throw ConnectionErrors.trackingSwitchesChoice();
        }
        if (options.broadcast()) {
            checkOverlaps(
                    prefixes,
                    before.map(TrackingState::prefixes).map(List::copyOf).orElse(List.of()));
        }
    }

    private static void checkOverlaps(List<ByteKey> prefixes, Collection<ByteKey> before) throws RespException {
        for (int i = 0; i < prefixes.size(); i++) {
            for (ByteKey known : before) {
                if (overlap(prefixes.get(i), known)) {
                    throw ConnectionErrors.trackingPrefixOverlaps(
                            prefixes.get(i).bytes(), "an existing", known.bytes());
                }
            }
            for (int j = i + 1; j < prefixes.size(); j++) {
                if (overlap(prefixes.get(i), prefixes.get(j))) {
                    throw ConnectionErrors.trackingPrefixOverlaps(
                            prefixes.get(i).bytes(),
                            "another provided",
                            prefixes.get(j).bytes());
                }
            }
        }
    }

    private static boolean overlap(ByteKey one, ByteKey other) {
        int length = Math.min(one.bytes().length, other.bytes().length);
        return java.util.Arrays.equals(one.bytes(), 0, length, other.bytes(), 0, length);
    }

    private void caching(Call call) throws RespException {
        TrackingState state =
                ((ServerClient) call.client()).tracking().orElseThrow(ConnectionErrors::cachingWithoutTracking);
        if (call.argv().is(2, "yes")) {
            if (!state.options().optIn()) {
                throw ConnectionErrors.cachingYesWithoutOptIn();
            }
        } else if (call.argv().is(2, "no")) {
            if (!state.options().optOut()) {
                throw ConnectionErrors.cachingNoWithoutOptOut();
            }
        } else {
            throw Errors.syntax();
        }
        state.sayCaching();
        call.reply().ok();
    }

    private void info(Call call) {
        Optional<TrackingState> state = ((ServerClient) call.client()).tracking();
        List<String> flags = state.map(TrackingCommands::flags).orElse(List.of("off"));
        ReplyWriter reply = call.reply();
        reply.map(3);
        reply.bulk("flags");
        reply.set(flags.size());
        flags.forEach(reply::bulk);
        reply.bulk("redirect");
        reply.integer(call.client().redirection());
        reply.bulk("prefixes");
        Collection<ByteKey> prefixes =
                state.map(TrackingState::prefixes).map(List::copyOf).orElse(List.of());
        reply.array(prefixes.size());
        prefixes.forEach(prefix -> reply.bulk(prefix.bytes()));
    }

    private static List<String> flags(TrackingState state) {
        List<String> flags = new ArrayList<>(List.of("on"));
        TrackingState.Options options = state.options();
        if (options.broadcast()) {
            flags.add("bcast");
        }
        if (options.optIn()) {
            flags.add("optin");
            if (state.isCachingSaid()) {
                flags.add("caching-yes");
            }
        }
        if (options.optOut()) {
            flags.add("optout");
            if (state.isCachingSaid()) {
                flags.add("caching-no");
            }
        }
        if (options.noLoop()) {
            flags.add("noloop");
        }
        if (state.isRedirectBroken()) {
            flags.add("broken_redirect");
        }
        return flags;
    }
}
