package io.vedette.sentinel.net;

import io.vedette.sentinel.core.Address;
import io.vedette.sentinel.core.Effect;
import io.vedette.sentinel.core.Hello;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Notices another sentinel with our id: a file that was copied with {@code sentinel myid} in it. The two would count as one, and
 * each could vote. Says so in the event {@code +duplicate-myid}, again each minute while it lasts. Owned by the loop.
 */
final class TwinWatch {
    private static final long SAY_AGAIN_NANOS = 60_000_000_000L;

    private final String myId;
    private final Announcer announcer;
    private final Set<Address> published = new HashSet<>();
    private final Map<String, Long> saidNanos = new HashMap<>();

    TwinWatch(String myId, Announcer announcer) {
        this.myId = myId;
        this.announcer = announcer;
    }

    /** We say a hello: with this address it comes back to us. */
    void published(Hello hello, String localHost) {
        Address sender = hello.sender();
        published.add(sender.host().isEmpty() ? new Address(localHost, sender.port()) : sender);
    }

    void heard(Hello hello, long nowNanos) {
        if (hello.runId().equals(myId) && !published.contains(hello.sender())) {
            say(hello.sender().host() + " " + hello.sender().port(), nowNanos);
        }
    }

    /** Somebody asks for a vote for our id; we never ask ourselves. */
    void voteAsked(String candidate, String peer, long nowNanos) {
        if (candidate.equals(myId)) {
            say(peer, nowNanos);
        }
    }

    private void say(String where, long nowNanos) {
        boolean due = !saidNanos.containsKey(where) || nowNanos - saidNanos.get(where) >= SAY_AGAIN_NANOS;
        if (due) {
            saidNanos.put(where, nowNanos);
            announcer.announce(
                    "+duplicate-myid",
                    myId + " " + where
                            + " #another sentinel has this id: stop one, remove its 'sentinel myid' line, start it again",
                    Effect.Level.WARNING);
        }
    }
}
