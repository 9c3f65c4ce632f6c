package io.vedette.session;

import io.vedette.acl.AclLog;
import io.vedette.acl.Refusal;
import io.vedette.acl.User;
import io.vedette.command.CommandSpec;
import io.vedette.resp.Argv;
import java.nio.charset.StandardCharsets;

/** Writes to the ACL log what was refused to a client. */
final class AclEntries {
    private AclEntries() {}

    static void add(AclLog log, Client client, CommandSpec spec, Argv argv, Refusal why, long nowMillis) {
        String reason = switch (why) {
            case Refusal.OfCommand command -> "command";
            case Refusal.OfKey key -> "key";
            case Refusal.OfChannel channel -> "channel";
        };
        String object = why instanceof Refusal.OfCommand ? spec.name() : text(argv.bytes(why.position()));
        String user = client.user().map(User::name).orElse("");
        add(log, client, reason, object, user, nowMillis);
    }

    /** A name and a password that do not belong together. */
    static void addLogin(AclLog log, Call call, String name) {
        add(log, call.client(), "auth", text(call.argv().bytes(0)), name, call.nowMillis());
    }

    private static void add(AclLog log, Client client, String reason, String object, String user, long nowMillis) {
        StringBuilder line = new StringBuilder();
        ClientLine.append(line, client, nowMillis);
        String context = client.queuedCommands() >= 0 ? "multi" : "toplevel";
        log.add(new AclLog.Entry(
                1, reason, context, object, user, nowMillis, line.toString().strip()));
    }

    private static String text(byte[] word) {
        return new String(word, StandardCharsets.ISO_8859_1);
    }
}
