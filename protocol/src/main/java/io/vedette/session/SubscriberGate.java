package io.vedette.session;

import io.vedette.resp.ConnectionErrors;
import io.vedette.resp.RespException;
import java.util.Set;

/** In RESP2 a connection with subscriptions carries messages, so only commands that cannot be mistaken for one are allowed. */
public final class SubscriberGate implements Gate {
    private static final Set<String> ALLOWED = Set.of(
            "ping",
            "subscribe",
            "ssubscribe",
            "psubscribe",
            "unsubscribe",
            "sunsubscribe",
            "punsubscribe",
            "quit",
            "reset");

    public SubscriberGate() {}

    @Override
    public boolean standsOpen(Client client) {
        return !client.subscriptions().isSubscriber();
    }

    @Override
    public Verdict check(Call call) throws RespException {
        if (call.client().subscriptions().isSubscriber()
                && call.reply().protocol() == 2
                && !ALLOWED.contains(call.spec().name())) {
            throw ConnectionErrors.onlyInSubscriberMode(call.spec().name());
        }
        return Verdict.PASS;
    }
}
