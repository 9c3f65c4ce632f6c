package io.vedette.config;

import java.util.List;
import java.util.Locale;

/**
 * One configuration directive, whatever syntax it was written in.
 *
 * @param name lower case
 * @param args the words after the name, unquoted
 * @param text the line as the user wrote it, for messages
 */
public record Directive(String name, List<String> args, Origin origin, String text) {
    public Directive {
        name = name.toLowerCase(Locale.ROOT);
        args = List.copyOf(args);
    }

    public Fault fault(String reason) {
        return new Fault(origin, text, reason);
    }
}
