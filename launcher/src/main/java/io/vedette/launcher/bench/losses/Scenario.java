package io.vedette.launcher.bench.losses;

import io.vedette.launcher.options.CommandFailed;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What happens to a group while its clients write. */
public enum Scenario {
    SPLIT("the master with a minority of the boxes | the others") {
        @Override
        void play(Ordeal ordeal) {
            ordeal.splitWithMaster(ordeal.minority());
            ordeal.last();
            ordeal.join();
        }
    },
    ALONE("the master's box alone | the others") {
        @Override
        void play(Ordeal ordeal) {
            ordeal.splitWithMaster(1);
            ordeal.last();
            ordeal.join();
        }
    },
    ONE_WAY("what the master's box sends is lost, what it is sent arrives") {
        @Override
        void play(Ordeal ordeal) {
            int master = ordeal.master();
            ordeal.silence(master);
            ordeal.last();
            ordeal.letSpeak(master);
        }
    },
    SLEEP("the master is stopped (SIGSTOP) for 10 s; the client in its box waits for it, and goes on with it") {
        @Override
        void play(Ordeal ordeal) {
            ordeal.stopMasterForAWhile();
        }

        @Override
        int timeoutBesideMasterMillis() {
            return PATIENT_MILLIS;
        }
    },
    FLAPPING("the master's box is cut off for 2 s and back for 2 s, again and again") {
        @Override
        void play(Ordeal ordeal) {
            ordeal.flap();
        }
    },
    REBORN("the master is killed, loses its disk, and is back before it was seen down") {
        @Override
        void play(Ordeal ordeal) {
            ordeal.bearMasterAgain();
            ordeal.last();
        }
    },
    SWITCHOVER("SENTINEL FAILOVER of a healthy master, several times") {
        @Override
        void play(Ordeal ordeal) {
            ordeal.switchOverAndOver();
        }
    },
    ROLLING("every sentinel and every server is stopped and started, one after the other") {
        @Override
        void play(Ordeal ordeal) {
            ordeal.restartAll();
        }
    };

    /** Of clients that give up a master that is silent; short, so that they find its successor while it lasts. */
    static final int IMPATIENT_MILLIS = 500;
    /** Of a client that is still there when its master wakes, as many are whose library waits for ever. */
    private static final int PATIENT_MILLIS = 15_000;

    private final String text;

    Scenario(String text) {
        this.text = text;
    }

    /** Hurts the group, for as long as planned, and lets it go. Returns when nothing is broken any more, though the group may not be whole yet. */
    abstract void play(Ordeal ordeal);

    /** How long the client in the master's box waits for a reply. */
    int timeoutBesideMasterMillis() {
        return IMPATIENT_MILLIS;
    }

    public String text() {
        return text;
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** @throws CommandFailed a word that names no scenario */
    public static List<Scenario> parse(String words) {
        return Arrays.stream(words.split(",", -1)).map(Scenario::named).toList();
    }

    private static Scenario named(String word) {
        return Arrays.stream(values())
                .filter(scenario -> scenario.word().equals(word.strip()))
                .findFirst()
                .orElseThrow(() -> new CommandFailed("'" + word + "' is not known; the scenarios: "
                        + Arrays.stream(values()).map(Scenario::word).collect(Collectors.joining(", "))));
    }
}
