package io.vedette.server.config;

import io.vedette.config.ConfigRefusal;
import io.vedette.config.Kind;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Which keyspace events are published, and how: the value of {@code notify-keyspace-events}.
 *
 * @param byKey to the channel of the key
 * @param byEvent to the channel of the event
 */
public record EventChoice(Set<EventSort> sorts, boolean byKey, boolean byEvent) {
    public static final EventChoice NONE = new EventChoice(Set.of(), false, false);

    public boolean wants(EventSort sort) {
        return (byKey || byEvent) && sorts.contains(sort);
    }

    private boolean hasAll() {
        return List.of(EventSort.values()).stream().allMatch(sort -> !sort.isOfAll() || sorts.contains(sort));
    }

    /** Written as letters. */
    static final class Letters implements Kind<EventChoice> {
        private static final String WRONG = "Invalid event class character. Use 'Ag$lshzxeKEtmdn'.";

        @Override
        public EventChoice parse(List<String> words, EventChoice base) throws ConfigRefusal {
            if (words.size() > 1) {
                throw new ConfigRefusal("wrong number of arguments");
            }
            Set<EventSort> sorts = EnumSet.noneOf(EventSort.class);
            boolean byKey = false;
            boolean byEvent = false;
            for (char letter : words.isEmpty() ? new char[0] : words.getFirst().toCharArray()) {
                switch (letter) {
                    case 'K' -> byKey = true;
                    case 'E' -> byEvent = true;
                    default -> add(letter, sorts);
                }
            }
            return new EventChoice(sorts, byKey, byEvent);
        }

        private static void add(char letter, Set<EventSort> sorts) throws ConfigRefusal {
            boolean known = letter == 'A';
            for (EventSort sort : EventSort.values()) {
                if (letter == 'A' ? sort.isOfAll() : sort.letter() == letter) {
                    sorts.add(sort);
                    known = true;
                }
            }
            if (!known) {
                throw new ConfigRefusal(WRONG);
            }
        }

        /** In Redis' order. As there, {@code n} is not shown beside {@code A}, though it holds. */
        @Override
        public String text(EventChoice value) {
            StringBuilder letters = new StringBuilder();
            if (value.hasAll()) {
                letters.append('A');
            } else {
                for (EventSort sort : EventSort.values()) {
                    if (sort != EventSort.KEY_MISS && value.sorts().contains(sort)) {
                        letters.append(sort.letter());
                    }
                }
            }
            letters.append(value.byKey() ? "K" : "").append(value.byEvent() ? "E" : "");
            return letters.append(value.sorts().contains(EventSort.KEY_MISS) ? "m" : "")
                    .toString();
        }
    }
}
