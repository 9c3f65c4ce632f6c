package io.vedette.sentinel.net;

import io.vedette.resp.Argv;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a link says first. No HELLO: RESP2 does for a sentinel, and the least rights that people give a sentinel's user on
 * their servers do not include HELLO.
 *
 * @param peer the address, for log lines
 * @param authentication the arguments of AUTH: nothing, a password, or a user and a password
 * @param name what CLIENT LIST of the peer shows
 * @param channel what a publish/subscribe link subscribes to
 */
record LinkGreeting(String peer, List<String> authentication, String name, Optional<String> channel) {
    boolean subscribes() {
        return channel.isPresent();
    }

    List<Argv> commands() {
        List<Argv> commands = new ArrayList<>();
        if (!authentication.isEmpty()) {
            List<String> words = new ArrayList<>(authentication);
            words.addFirst("AUTH");
            commands.add(Argv.of(words.toArray(String[]::new)));
        }
        commands.add(Argv.of("CLIENT", "SETNAME", name));
        channel.ifPresent(wanted -> commands.add(Argv.of("SUBSCRIBE", wanted)));
        return commands;
    }

    /** Name of the command at a place, without its arguments. */
    String commandName(int place) {
        String first = commands().get(place).text(0);
        return first.equals("CLIENT") ? "CLIENT SETNAME" : first;
    }

    /** Replies that only tell whether the greeting went well: all but the confirmation of the subscription. */
    int quietReplies() {
        return commands().size() - (subscribes() ? 1 : 0);
    }
}
