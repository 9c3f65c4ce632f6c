package io.vedette.session;

import io.vedette.resp.Argv;
import io.vedette.resp.ByteKey;
import io.vedette.resp.ConnectionErrors;
import io.vedette.resp.Errors;
import io.vedette.resp.Glob;
import io.vedette.resp.ReplyWriter;
import io.vedette.resp.RespException;
import java.util.Collection;
import java.util.List;

/**
 * SUBSCRIBE and its kin, PUBLISH, PUBSUB. A real sentinel has the subscriptions only and a PUBLISH of its own: {@link
 * #bindSubscriptionsTo}.
 */
public final class PubSubCommands {
    private static final String[] HELP = {
        "CHANNELS [<pattern>]",
        "    Return the currently active channels matching a <pattern> (default: '*').",
        "NUMPAT",
        "    Return number of subscriptions to patterns.",
        "NUMSUB [<channel> ...]",
        "    Return the number of subscribers for the specified channels, excluding",
        "    pattern subscriptions(default: no channels).",
        "SHARDCHANNELS [<pattern>]",
        "    Return the currently active shard level channels matching a <pattern> (default: '*').",
        "SHARDNUMSUB [<shardchannel> ...]",
        "    Return the number of subscribers for the specified shard level channel(s)"
    };

    private final PubSub pubSub;

    public PubSubCommands(PubSub pubSub) {
        this.pubSub = pubSub;
    }

    /** Everything. Messages reach replicas only if the server's executor sends PUBLISH and SPUBLISH on. */
    public void bindTo(CommandTable table) {
        bindSubscriptionsTo(table);
        table.bind("ssubscribe", this::subscribeShards);
        table.bind("sunsubscribe", call -> unsubscribe(call, PubSub.Kind.SHARD));
        table.bind(
                "publish",
                call -> call.reply()
                        .integer(
                                pubSub.publish(call.argv().bytes(1), call.argv().bytes(2))));
        table.bind(
                "spublish",
                call -> call.reply()
                        .integer(pubSub.publishShard(
                                call.argv().bytes(1), call.argv().bytes(2))));
        table.bind("pubsub|channels", call -> channels(call, pubSub.channels()));
        table.bind("pubsub|shardchannels", call -> channels(call, pubSub.shardChannels()));
        table.bind("pubsub|numsub", call -> counts(call, PubSub.Kind.CHANNEL));
        table.bind("pubsub|shardnumsub", call -> counts(call, PubSub.Kind.SHARD));
        table.bind("pubsub|numpat", call -> call.reply().integer(pubSub.patternCount()));
        table.bind("pubsub|help", new Help("pubsub", HELP));
    }

    public void bindSubscriptionsTo(CommandTable table) {
        table.bind("subscribe", call -> subscribe(call, PubSub.Kind.CHANNEL));
        table.bind("unsubscribe", call -> unsubscribe(call, PubSub.Kind.CHANNEL));
        table.bind("psubscribe", call -> subscribe(call, PubSub.Kind.PATTERN));
        table.bind("punsubscribe", call -> unsubscribe(call, PubSub.Kind.PATTERN));
    }

    private void subscribe(Call call, PubSub.Kind kind) {
        for (int i = 1; i < call.argv().size(); i++) {
            pubSub.subscribe(call.client(), kind, call.argv().bytes(i));
        }
    }

    /** Unlike the others of its kind it is refused as a part of EXEC, as in Redis. */
    private void subscribeShards(Call call) throws RespException {
        if (!call.mayBlock()) {
            throw ConnectionErrors.shardsInTransaction();
        }
        subscribe(call, PubSub.Kind.SHARD);
    }

    private void unsubscribe(Call call, PubSub.Kind kind) {
        if (call.argv().size() == 1) {
            pubSub.unsubscribeAll(call.client(), kind);
        }
        for (int i = 1; i < call.argv().size(); i++) {
            pubSub.unsubscribe(call.client(), kind, call.argv().bytes(i));
        }
    }

    private static void channels(Call call, Collection<ByteKey> names) throws RespException {
        Argv argv = call.argv();
        if (argv.size() > 3) {
            throw Errors.unknownSubcommandOrArguments("pubsub", argv.bytes(1));
        }
        List<ByteKey> shown = names.stream()
                .filter(name -> argv.size() == 2 || Glob.matches(argv.bytes(2), name.bytes()))
                .toList();
        call.reply().array(shown.size());
        shown.forEach(name -> call.reply().bulk(name.bytes()));
    }

    private void counts(Call call, PubSub.Kind kind) {
        Argv argv = call.argv();
        ReplyWriter reply = call.reply();
        reply.array(2L * (argv.size() - 2));
        for (int i = 2; i < argv.size(); i++) {
            reply.bulk(argv.bytes(i));
            reply.integer(pubSub.listenerCount(kind, argv.bytes(i)));
        }
    }
}
