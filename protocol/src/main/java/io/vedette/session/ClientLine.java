package io.vedette.session;

import io.vedette.acl.User;
import io.vedette.resp.Argv;

/** One client as CLIENT LIST shows it: all fields of Redis 7.0, in its order. */
final class ClientLine {
    private ClientLine() {}

    /**
     * Fields that have no meaning here: {@code fd} (the network library owns the descriptors) is -1, what the query
     * buffer has free and the running arguments are 0. Library name and version are fields of Redis 7.2 and follow at the end if
     * the client gave them.
     */
    static void append(StringBuilder line, Client client, long nowMillis) {
        append(line, client, nowMillis, 0);
    }

    /** As the command shows it that asks for it: what it was asked with still lies in its client's query buffer, as in Redis. */
    static void append(StringBuilder line, Client client, Call asking) {
        append(line, client, asking.nowMillis(), client == asking.client() ? requestBytes(asking.argv()) : 0);
    }

    private static void append(StringBuilder line, Client client, long nowMillis, long runningBytes) {
        long replyBytes = client.reply().out().size();
        long pendingBytes = client.transport().pendingBytes();
        line.append("id=").append(client.id());
        line.append(" addr=").append(client.transport().remoteAddress());
        line.append(" laddr=").append(client.transport().localAddress());
        line.append(" fd=-1");
        line.append(" name=").append(client.name());
        line.append(" age=").append(seconds(nowMillis - client.createdMillis()));
        line.append(" idle=").append(seconds(nowMillis - client.lastInteractionMillis()));
        line.append(" flags=").append(flags(client));
        line.append(" db=").append(client.database());
        line.append(" sub=").append(client.subscriptions().channels().size());
        line.append(" psub=").append(client.subscriptions().patterns().size());
        line.append(" ssub=").append(client.subscriptions().shardChannels().size());
        line.append(" multi=").append(client.queuedCommands());
        line.append(" qbuf=").append(client.transport().requestBytes() + runningBytes);
        line.append(" qbuf-free=0 argv-mem=0 multi-mem=").append(client.queuedBytes());
        line.append(" rbs=").append(client.reply().out().array().length);
        line.append(" rbp=").append(replyBytes);
        line.append(" obl=").append(replyBytes);
        line.append(" oll=").append(pendingBytes > 0 ? 1 : 0);
        line.append(" omem=").append(pendingBytes);
        line.append(" tot-mem=").append(client.memoryBytes());
        line.append(" events=").append(pendingBytes > 0 ? "rw" : "r");
        line.append(" cmd=")
                .append(client.lastCommand()
                        .map(command -> command.spec().name())
                        .orElse("NULL"));
        line.append(" user=").append(client.user().map(User::name).orElse("(superuser)"));
        line.append(" redir=").append(client.redirection());
        line.append(" resp=").append(client.reply().protocol());
        if (!client.libName().isEmpty()) {
            line.append(" lib-name=").append(client.libName());
        }
        if (!client.libVersion().isEmpty()) {
            line.append(" lib-ver=").append(client.libVersion());
        }
        line.append('\n');
    }

    /** How long a request is on the wire. */
    private static long requestBytes(Argv argv) {
        long bytes = headBytes(argv.size());
        for (int i = 0; i < argv.size(); i++) {
            bytes += headBytes(argv.length(i)) + argv.length(i) + 2;
        }
        return bytes;
    }

    /** A type, a number, the end of the line. */
    private static int headBytes(int number) {
        return 1 + Integer.toString(number).length() + 2;
    }

    private static String flags(Client client) {
        StringBuilder flags = new StringBuilder();
        client.appendRoleFlags(flags);
        if (client.isBlocked()) {
            flags.append('b');
        }
        client.appendStateFlags(flags);
        if (client.isCloseAfterReply()) {
            flags.append('c');
        }
        if (client.transport().remoteAddress().startsWith("/")) {
            flags.append('U');
        }
        if (client.isNoEvict()) {
            flags.append('e');
        }
        return flags.isEmpty() ? "N" : flags.toString();
    }

    private static long seconds(long millis) {
        return Math.max(0, millis / 1000);
    }
}
