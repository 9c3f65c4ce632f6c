package io.vedette.sentinel.config;

import io.vedette.config.ConfigRefusal;
import io.vedette.config.Words;
import io.vedette.sentinel.core.Address;
import io.vedette.sentinel.core.PastFailover;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One past failover as the words of a line: epoch, leader, cause, old master's host and port, new master's (or {@code - 0}),
 * attempts, outcome, phases as {@code name:milliseconds} with commas (or {@code -}), then the ranking, a word each.
 */
final class HistoryLine {
    private static final String NONE = "-";
    private static final int FIXED_WORDS = 10;

    private HistoryLine() {}

    static String write(PastFailover failover) {
        Address to = failover.to().orElse(new Address(NONE, 0));
        String phases = failover.phases().stream()
                .map(phase -> phase.name() + ":" + phase.wallMillis())
                .collect(Collectors.joining(","));
        Stream<String> fixed = Stream.of(
                "" + failover.epoch(),
                failover.leader(),
                failover.cause(),
                failover.from().host(),
                "" + failover.from().port(),
                to.host(),
                "" + to.port(),
                "" + failover.attempts(),
                failover.outcome(),
                phases.isEmpty() ? NONE : phases);
        return Stream.concat(fixed, failover.ranking().stream())
                .map(Words::quoteWhereNeeded)
                .collect(Collectors.joining(" "));
    }

    static PastFailover read(List<String> words) throws ConfigRefusal {
        if (words.size() < FIXED_WORDS) {
            throw new ConfigRefusal("A failover of the past needs at least " + FIXED_WORDS + " words.");
        }
        try {
            return new PastFailover(
                    Long.parseLong(words.get(0)),
                    words.get(1),
                    words.get(2),
                    new Address(words.get(3), Integer.parseInt(words.get(4))),
                    words.get(5).equals(NONE)
                            ? Optional.empty()
                            : Optional.of(new Address(words.get(5), Integer.parseInt(words.get(6)))),
                    Integer.parseInt(words.get(7)),
                    words.get(8),
                    phases(words.get(9)),
                    words.subList(FIXED_WORDS, words.size()));
        } catch (NumberFormatException e) {
            throw new ConfigRefusal("argument couldn't be parsed into an integer");
        }
    }

    private static List<PastFailover.Phase> phases(String text) throws ConfigRefusal {
        List<PastFailover.Phase> phases = new ArrayList<>();
        for (String phase : text.equals(NONE) ? new String[0] : text.split(",")) {
            int colon = phase.lastIndexOf(':');
            if (colon <= 0) {
                throw new ConfigRefusal("A phase is a name, a colon and a time.");
            }
            phases.add(new PastFailover.Phase(phase.substring(0, colon), Long.parseLong(phase.substring(colon + 1))));
        }
        return phases;
    }
}
