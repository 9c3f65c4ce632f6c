package io.vedette.sentinel.net;

import io.vedette.command.CommandFlag;
import io.vedette.command.CommandSpec;
import io.vedette.resp.Argv;
import io.vedette.resp.Ascii;
import io.vedette.resp.ReplyWriter;
import io.vedette.resp.RespException;
import io.vedette.sentinel.config.IpAddress;
import io.vedette.sentinel.config.SentinelOptions;
import io.vedette.sentinel.core.Address;
import io.vedette.sentinel.core.Effect;
import io.vedette.sentinel.core.LastSupport;
import io.vedette.sentinel.core.MasterSettings;
import io.vedette.sentinel.core.Operation;
import io.vedette.session.Call;
import io.vedette.session.Clients;
import io.vedette.session.CommandTable;
import io.vedette.session.Dispatcher;
import java.util.List;
import java.util.Optional;

/**
 * The subcommands of SENTINEL that change something or vote, and PUBLISH of hellos: they become events for the core, and their
 * replies are the core's answers, given when what they promise is on disk.
 */
final class SentinelOperations {
    private static final int MAX_PORT = 65535;

    private final CoreRunner core;
    private final InstanceLinks links;
    private final TwinWatch twins;
    private final Clients clients;
    private final Dispatcher dispatcher;
    private final SentinelOptions options;
    private final HostNames hostNames;
    private final DebugParameters parameters;

    SentinelOperations(
            CoreRunner core,
            InstanceLinks links,
            TwinWatch twins,
            Clients clients,
            Dispatcher dispatcher,
            SentinelOptions options,
            HostNames hostNames,
            DebugParameters parameters) {
        this.core = core;
        this.links = links;
        this.twins = twins;
        this.clients = clients;
        this.dispatcher = dispatcher;
        this.options = options;
        this.hostNames = hostNames;
        this.parameters = parameters;
    }

    void bindTo(CommandTable table) {
        FailoverCommand.bindTo(table, this);
        table.bind(
                "sentinel|reset",
                call -> operate(call, new Operation.Reset(call.argv().text(2))));
        table.bind(
                "sentinel|remove",
                call -> operate(call, new Operation.Remove(call.argv().text(2))));
        table.bind("sentinel|flushconfig", call -> operate(call, new Operation.FlushConfig()));
        table.bind("sentinel|monitor", this::monitor);
        table.bind("sentinel|set", this::set);
        Subcommands.bind(table, "is-master-down-by-addr", "is-primary-down-by-addr", call -> vote(call, false));
        CommandSpec facts =
                table.named("sentinel|is-master-down-by-addr").orElseThrow().spec();
        table.bindOwn(
                CommandSpec.own("sentinel|vote", facts.arity(), facts.group(), CommandFlag.ADMIN),
                call -> vote(call, true));
        table.bind("publish", this::publish);
    }

    /** Hands the operation to the core and answers what the core answers. */
    void operate(Call call, Operation operation) {
        Deferred deferred = new Deferred(call.client(), clients, dispatcher);
        operate(deferred, operation, Optional.empty());
        deferred.waitUnlessAnswered();
    }

    /** @param refusal what to answer instead of success */
    private void operate(Deferred deferred, Operation operation, Optional<RespException> refusal) {
        core.operate(operation, outcome -> {
            if (outcome.isEmpty()) {
                deferred.fail(SentinelErrors.flushFailed());
                return;
            }
            switch (outcome.get()) {
                case Effect.Outcome.Done done ->
                    refusal.ifPresentOrElse(deferred::fail, () -> deferred.answer(ReplyWriter::ok));
                case Effect.Outcome.Count count -> deferred.answer(reply -> reply.integer(count.value()));
                case Effect.Outcome.Refused refused -> deferred.fail(new RespException(refused.line()));
            }
        });
    }

    private void monitor(Call call) throws RespException {
        Argv argv = call.argv();
        long quorum = number(argv, 5, SentinelErrors.invalidQuorum());
        long port = number(argv, 4, SentinelErrors.invalidPort());
        if (quorum <= 0 || quorum > Integer.MAX_VALUE) {
            throw SentinelErrors.quorumTooSmall();
        }
        String host = argv.text(3);
        if (!IpAddress.isNumeric(host) && !options.resolveHostnames()) {
            throw SentinelErrors.invalidHost();
        }
        if (port < 0 || port > MAX_PORT) {
            throw SentinelErrors.invalidPortNumber();
        }
        if (argv.text(2).chars().anyMatch(Character::isISOControl)) {
            throw SentinelErrors.invalidName();
        }
        MasterSettings settings = parameters.fresh(argv.text(2), (int) quorum);
        Deferred deferred = new Deferred(call.client(), clients, dispatcher);
        hostNames.ask(host).onSuccess(resolved -> {
            if (resolved.isEmpty()) {
                deferred.fail(SentinelErrors.invalidHost());
            } else {
                Address address = monitored(host, resolved.get(), (int) port);
                operate(deferred, new Operation.Monitor(settings, address), Optional.empty());
            }
        });
        deferred.waitUnlessAnswered();
    }

    /** A name that is announced is the address; else its number is, and the name behind it is kept in mind. */
    private Address monitored(String host, String number, int port) {
        if (host.equals(number) || options.announceHostnames()) {
            return new Address(host, port);
        }
        Address address = new Address(number, port);
        links.book().remember(address, host);
        return address;
    }

    private static long number(Argv argv, int position, RespException otherwise) throws RespException {
        if (!Ascii.isLong(argv.bytes(position))) {
            throw otherwise;
        }
        return argv.asLong(position);
    }

    private void set(Call call) throws RespException {
        String name = call.argv().text(2);
        MasterSettings before =
                core.view(name).orElseThrow(SentinelErrors::noSuchMaster).settings();
        SettingChange change = SettingChange.read(call.argv(), before, options.denyScriptsReconfig());
        if (change.applied().isEmpty()) {
            throw change.refusal().orElseThrow();
        }
        Deferred deferred = new Deferred(call.client(), clients, dispatcher);
        operate(deferred, new Operation.Change(name, change.settings(), change.applied()), change.refusal());
        deferred.waitUnlessAnswered();
    }

    /** @param support whom this sentinel supported last is told too */
    private void vote(Call call, boolean support) throws RespException {
        Argv argv = call.argv();
        long port = argv.asLong(3);
        long epoch = argv.asLong(4);
        twins.voteAsked(argv.text(5), call.client().transport().remoteAddress(), System.nanoTime());
        boolean possible = port >= 0 && port <= MAX_PORT;
        Deferred deferred = new Deferred(call.client(), clients, dispatcher);
        Address asked = new Address(argv.text(2), possible ? (int) port : -1);
        String candidate = argv.text(5);
        links.book()
                .study(List.of(asked))
                .onComplete(any ->
                        core.vote(links.book().ours(asked), epoch, candidate, vote -> answer(deferred, vote, support)));
        deferred.waitUnlessAnswered();
    }

    private static void answer(Deferred deferred, Optional<Effect.AnswerVote> vote, boolean support) {
        if (vote.isEmpty()) {
            deferred.fail(SentinelErrors.flushFailed());
            return;
        }
        deferred.answer(reply -> {
            Optional<LastSupport> last = vote.get().support().filter(told -> support);
            reply.array(last.isPresent() ? 6 : 3);
            reply.integer(vote.get().down() ? 1 : 0);
            reply.bulk(vote.get().leader());
            reply.integer(vote.get().leaderEpoch());
            last.ifPresent(told -> {
                reply.bulk(told.server().host());
                reply.integer(told.server().port());
                reply.integer(told.agoMillis());
            });
        });
    }

    /** Sentinels tell each other their hellos by PUBLISH too. A malformed one gets the same reply, as in Redis. */
    private void publish(Call call) throws RespException {
        if (!call.argv().text(1).equals(Wording.HELLO_CHANNEL)) {
            throw SentinelErrors.onlyHellos();
        }
        links.helloHeard(call.argv().text(2));
        call.reply().integer(1);
    }
}
