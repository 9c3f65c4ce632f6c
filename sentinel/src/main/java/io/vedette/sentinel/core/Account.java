package io.vedette.sentinel.core;

import java.util.Collection;
import java.util.List;

/**
 * An explanation for people and programs, as a tree: the shell writes it as RESP3 maps and arrays, or as RESP2's flat ones.
 * Immutable.
 */
public sealed interface Account {
    record Text(String value) implements Account {}

    record Number(long value) implements Account {}

    record Items(List<Account> items) implements Account {
        public Items {
            items = List.copyOf(items);
        }

        static Items texts(Collection<String> texts) {
            return new Items(texts.stream().<Account>map(Text::new).toList());
        }
    }

    record Fields(List<Field> fields) implements Account {
        public Fields {
            fields = List.copyOf(fields);
        }
    }

    record Field(String name, Account value) {}
}
