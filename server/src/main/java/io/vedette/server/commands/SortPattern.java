package io.vedette.server.commands;

import io.vedette.server.keyspace.Database;
import io.vedette.server.values.Type;
import io.vedette.server.values.Value;
import java.util.Arrays;
import java.util.Optional;

/** Where SORT finds something for an element: {@code #}, {@code weight_*} or {@code object_*->field}. */
final class SortPattern {
    private final byte[] text;
    private final int star;
    /** Where the key's pattern ends; a field's name follows two bytes behind, if there is any. */
    private final int keyEnd;

    SortPattern(byte[] text) {
        this.text = text;
        this.star = indexOf(text, '*', 0);
        int end = text.length;
        for (int i = star + 1; star >= 0 && i < text.length - 1; i++) {
            if (text[i] == '-' && text[i + 1] == '>') {
                // An arrow with nothing behind it belongs to the key.
                end = i + 2 < text.length ? i : end;
                break;
            }
        }
        this.keyEnd = end;
    }

    /** True if it may lead to another place for each element. */
    boolean differs() {
        return star >= 0;
    }

    /** What stands there for the element; nothing also if it is of another type than the pattern asks for. */
    Optional<byte[]> value(Database database, byte[] element) {
        if (text.length == 1 && text[0] == '#') {
            return Optional.of(element);
        }
        if (star < 0) {
            return Optional.empty();
        }
        byte[] key = Arrays.copyOf(text, keyEnd - 1 + element.length);
        System.arraycopy(element, 0, key, star, element.length);
        System.arraycopy(text, star + 1, key, star + element.length, keyEnd - star - 1);
        Value value = database.find(key);
        if (keyEnd < text.length) {
            return value.type() == Type.HASH
                    ? value.asHash().get(Arrays.copyOfRange(text, keyEnd + 2, text.length))
                    : Optional.empty();
        }
        return value.type() == Type.STRING ? Optional.of(value.asString().bytes()) : Optional.empty();
    }

    private static int indexOf(byte[] text, char wanted, int from) {
        for (int i = from; i < text.length; i++) {
            if (text[i] == wanted) {
                return i;
            }
        }
        return -1;
    }
}
